# On Record's Discord bot. Build: docker build -t onrecord .   Run: see compose.yaml
FROM python:3.12-slim

RUN useradd --create-home --uid 10001 onrecord \
    && mkdir -p /data/archive /data/index /data/state \
    && chown -R onrecord:onrecord /data
WORKDIR /opt/onrecord
# All packages but PyTorch, by version and digest: `make lock`.
COPY .ci/requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --no-deps --requirement requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY retrieval ./retrieval
# For a machine without a graphics card, name the index of PyTorch's CPU build (README.md).
ARG PIP_EXTRA_INDEX_URL=""
RUN pip install --no-cache-dir .
COPY docs/docker-config.toml /data/config.toml
# by number, so that a host without this user knows it
USER 10001
WORKDIR /data
VOLUME ["/data/archive", "/data/index", "/data/state"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10m CMD \
    ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9464/health', timeout=4)"]
ENTRYPOINT ["onrecord", "--config", "/data/config.toml"]
CMD ["bot"]
