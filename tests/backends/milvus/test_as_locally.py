"""Runs the tests of test_archive.py unchanged on Milvus."""

import pytest

from tests.test_archive import *  # noqa: F403 - imports the tests and their fixtures

del test_an_index_is_not_opened_with_another_encoder_and_none_is_loaded  # noqa: F821 - needs an index in a folder
del test_questions_are_encoded_at_once_and_answered_one_by_one  # noqa: F821 - on Milvus, questions wait for the cluster at the same time

pytestmark = pytest.mark.cluster
