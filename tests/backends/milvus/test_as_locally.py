"""The tests of an archive on this machine, word for word, on Milvus."""

import pytest

from tests.test_archive import *  # noqa: F403 - its tests, and the fixtures that they have of their own

del test_an_index_is_not_opened_with_another_encoder_and_none_is_loaded  # noqa: F821 - its index is a folder
del test_questions_are_encoded_at_once_and_answered_one_by_one  # noqa: F821 - there they wait for the cluster together

pytestmark = pytest.mark.cluster
