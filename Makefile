# The same as run.cmd and test.cmd on Windows: scripts/dev.py does the work.
#   make run            the app on http://127.0.0.1:8501 (another port: PORT=8502 make run)
#   make serve          the OGC API service on http://127.0.0.1:8511 (ARGS='--officer "Cán bộ 1"')
#   make test           all tests (some: make test ARGS="tests/cli -k frame")
#   make bench          the benchmarks
#   make lint           style, types, direction of imports

PYTHON ?= python3
ARGS ?=

.PHONY: run serve test bench lint python

run serve test bench lint: python
	@$(PYTHON) scripts/dev.py $@ $(ARGS)

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Chưa có Python: cần Python 3.11 trở lên (sudo apt-get install python3 python3-venv)."; \
	  echo "There is no Python: 3.11 or newer is needed (sudo apt-get install python3 python3-venv)."; \
	  exit 1; }
