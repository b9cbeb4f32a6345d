"""The three collections of a generation: their names and fields.

    passages   `id` is the row of the passage. `first` and `last` are the first and last row of its article.
               `run_first` and `run_last` are the first and last row of a quotation that continues through it.
               `same` is a digest of its words, and `copies` is the number of other passages with that digest.
               Days are numbers like 20120207, or 0 if unknown. `stems` and `headline` are numbers of stems in
               vocabulary.json
    articles   `id` is the article's number × MAX_PIECES + the number of the piece. Piece 0 also has the path, and the
               metadata as JSON in `about`
    files      files in pieces, encoded as base64

If the server has full-text search, `stemmed` has the stems of a passage or an article, and Milvus indexes them in
`sparse` for BM25. Collections that need no vectors get a zero vector, since Milvus 2.3 requires one.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from retrieval.backends.milvus.cluster import WRITE_SECONDS
from retrieval.index.bm25 import K1, B

if TYPE_CHECKING:
    from pymilvus import CollectionSchema

    from retrieval.backends.milvus.cluster import Cluster

ARTICLES, FILES = "_articles", "_files"
MAX_PIECES = 4096  # the most pieces that an article may have
PIECE_CHARS = 16_000  # characters in a piece, each at most four bytes; Milvus takes up to 65,535 bytes
MAX_EXACT_PASSAGES = 100_000  # passages up to which every vector is compared
NO_VECTOR = [0.0, 0.0]
FACTS = (
    *("article", "first", "last", "start", "stop", "run_first", "run_last", "same", "copies", "source"),
    *("first_day", "last_day", "speakers", "directly", "quotes", "quotes_directly", "stems", "headline"),
    "quotations",
)


def collection_name(alias: str, generation: str) -> str:
    """
    >>> collection_name("onrecord", "20261122T060301-5f3c9a")
    'onrecord_20261122T060301_5f3c9a'
    """
    return f"{alias}_{generation.replace('-', '_')}"


def generation_of(alias: str, collection: str) -> str:
    """
    >>> generation_of("onrecord", "onrecord_20261122T060301_5f3c9a")
    '20261122T060301-5f3c9a'
    """
    return collection.removeprefix(f"{alias}_").replace("_", "-")


def pieces_of(articles: Sequence[int]) -> str:
    """A filter expression that matches all pieces of the articles.

    >>> pieces_of([0, 2])
    '(id >= 0 and id < 4096) or (id >= 8192 and id < 12288)'
    """
    return " or ".join(f"(id >= {number * MAX_PIECES} and id < {(number + 1) * MAX_PIECES})" for number in articles)


def create(cluster: "Cluster", collection: str, dim: int) -> None:
    """Create the three collections, empty."""
    for name, schema in (
        (collection, _passages(dim, full_text=cluster.full_text)),
        (collection + ARTICLES, _articles(full_text=cluster.full_text)),
        (collection + FILES, _files()),
    ):
        cluster("create_collection", name, schema=schema, consistency_level="Bounded")


def index(cluster: "Cluster", collection: str, passages: int) -> None:
    """Index the vectors (and, with full-text search, the words), then load the collections."""
    exact = {"index_type": "FLAT", "metric_type": "IP"}
    graph = {"index_type": "HNSW", "metric_type": "IP", "params": {"M": 16, "efConstruction": 200}}
    _index(cluster, collection, {"vector": exact if passages <= MAX_EXACT_PASSAGES else graph, **_sparse(cluster)})
    _index(cluster, collection + ARTICLES, {"vector": exact, **_sparse(cluster)})
    _index(cluster, collection + FILES, {"vector": exact})
    load(cluster, collection)


def load(cluster: "Cluster", collection: str) -> None:
    for name in (collection, collection + ARTICLES, collection + FILES):
        cluster("load_collection", name, timeout=WRITE_SECONDS)


def drop(cluster: "Cluster", collection: str) -> None:
    for name in (collection, collection + ARTICLES, collection + FILES):
        cluster("drop_collection", name)


def _index(cluster: "Cluster", name: str, fields: dict[str, dict[str, Any]]) -> None:
    from pymilvus import MilvusClient

    params = MilvusClient.prepare_index_params()
    for field, kind in fields.items():
        params.add_index(field, **kind)
    cluster("create_index", name, params, timeout=WRITE_SECONDS)


def _sparse(cluster: "Cluster") -> dict[str, dict[str, Any]]:
    bm25 = {"bm25_k1": K1, "bm25_b": B}
    kind = {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "BM25", "params": bm25}
    return {"sparse": kind} if cluster.full_text else {}


def _passages(dim: int, *, full_text: bool) -> "CollectionSchema":
    from pymilvus import DataType

    schema = _empty(dim)
    for name in ("article", "first", "last", "start", "stop", "run_first", "run_last", "copies"):
        schema.add_field(name, DataType.INT64)
    for name in ("first_day", "last_day"):
        schema.add_field(name, DataType.INT32)
    for name in ("quotes", "quotes_directly"):
        schema.add_field(name, DataType.BOOL)
    for name, longest in (("same", 32), ("source", 2048), ("text", 65_535), ("quotations", 65_535)):
        schema.add_field(name, DataType.VARCHAR, max_length=longest)
    for name in ("speakers", "directly", "carriers"):
        schema.add_field(name, DataType.ARRAY, element_type=DataType.VARCHAR, max_capacity=256, max_length=2048)
    for name in ("stems", "headline"):
        schema.add_field(name, DataType.ARRAY, element_type=DataType.INT32, max_capacity=4096)
    return _with_full_text(schema) if full_text else schema


def _articles(*, full_text: bool) -> "CollectionSchema":
    from pymilvus import DataType

    schema = _empty(len(NO_VECTOR))
    schema.add_field("path", DataType.VARCHAR, max_length=4096)
    schema.add_field("text", DataType.VARCHAR, max_length=65_535)
    schema.add_field("about", DataType.VARCHAR, max_length=65_535)
    return _with_full_text(schema) if full_text else schema


def _files() -> "CollectionSchema":
    from pymilvus import DataType

    schema = _empty(len(NO_VECTOR))
    schema.add_field("name", DataType.VARCHAR, max_length=1024)
    schema.add_field("piece", DataType.INT64)
    schema.add_field("data", DataType.VARCHAR, max_length=65_535)
    return schema


def _empty(dim: int) -> "CollectionSchema":
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dim)
    return schema


def _with_full_text(schema: "CollectionSchema") -> "CollectionSchema":
    """The schema with fields for full-text search."""
    from pymilvus import DataType, Function, FunctionType

    schema.add_field("stemmed", DataType.VARCHAR, max_length=65_535, enable_analyzer=True)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    bm25 = Function("bm25", FunctionType.BM25, input_field_names=["stemmed"], output_field_names=["sparse"])
    schema.add_function(bm25)
    return schema
