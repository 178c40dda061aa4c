# kg as another user, who may write nothing: docker build -t kechuang . ; how to serve a graph by it: docs/serve.md
FROM python:3.13-slim
WORKDIR /src
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY kg kg
COPY ontology ontology
RUN pip install --no-cache-dir --no-compile -c requirements.lock '.[fast]' && python -m compileall -q /usr/local/lib && rm -rf /src
WORKDIR /
USER 10001:10001
EXPOSE 8000
VOLUME /graph
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["kg"]
CMD ["serve", "/graph", "--host", "0.0.0.0", "--no-open"]
