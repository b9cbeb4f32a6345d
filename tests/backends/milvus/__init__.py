"""An archive on Milvus: Milvus Lite in this process, and a server of its own (`make test-cluster`)."""
