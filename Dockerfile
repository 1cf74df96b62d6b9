FROM python:3.13-slim

# The zone data of the system is older than the tzdata that is pinned, and would be read before it.
ENV PYTHONTZPATH="" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    PORT=3000 \
    DATABASE_URL=sqlite:////data/throughline.db

WORKDIR /app

COPY requirements.txt requirements-build.txt ./
RUN pip install --require-hashes --no-deps --requirement requirements.txt --requirement requirements-build.txt

# Installed in place: the command line finds the migrations beside the package.
COPY . .
RUN pip install --no-deps --no-build-isolation --editable . \
    && python -m compileall -q bot migrations \
    && useradd --system --uid 10001 --no-create-home throughline \
    && install --directory --owner throughline /data

USER throughline
VOLUME /data
EXPOSE 3000

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]

ENTRYPOINT ["throughline"]
CMD ["run"]
