"""Tests of an archive on Milvus, both on Milvus Lite in this process and on a Milvus server (`make test-cluster`)."""
