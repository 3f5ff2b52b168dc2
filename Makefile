# `make serve` and `make test` are all that a fresh clone needs. Each step leaves a stamp in the
# environment whose name holds the digest of what it was made from, so that a later start does
# only what is missing.

HOST = 127.0.0.1
PORT ?= 8000
PYTHON ?= $(shell for name in python3.11 python3 python3.12 python3.13 python3.14; do \
	"$$name" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo "$$name" && break; done)
NEW_ENOUGH = import sys, venv; sys.exit(sys.version_info < (3, 11))

VENV := .venv
BIN := $(VENV)/bin
# Python compiles a module when it is first imported; all of torch's would take a minute here.
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check --no-input install --no-compile
# So what a server imports is compiled here: nearly half of its first start, and of every start where
# Python may not write bytecode.
SERVED := embeddings.encoders.onnx, uvicorn, web.app, web.cli.main
TORCH := $(shell sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)
# More options for the one step that installs torch, as --index-url or --find-links.
TORCH_FLAGS ?=

# Test processes; the tests of a file stay in one of them. The order of the files is that of
# tests/conftest.py, slow ones first. Two processes leave a third of two cores idle, as tests wait for
# servers and browsers. Threads of OpenMP that outnumber the cores wait by spinning.
JOBS ?= 3
PYTEST = OMP_NUM_THREADS=1 $(BIN)/python -m pytest

digest = $(firstword $(shell cat $(1) | cksum))
ENVIRONMENT := $(VENV)/.environment-$(firstword $(shell printf '%s' '$(CURDIR)' | cksum))
RUNTIME_STAMP := .runtime-$(firstword $(shell echo '$(TORCH)' | cat - requirements.lock | cksum))
RUNTIME := $(VENV)/$(RUNTIME_STAMP)
SMOKE := .venv-smoke/$(RUNTIME_STAMP)
PROJECT := $(VENV)/.project-$(call digest,requirements.lock pyproject.toml)
DEVELOPMENT := $(VENV)/.development-$(call digest,requirements.lock requirements-dev.lock)

# Seconds of each search of the attack suite, of the kills and of the soak.
SECONDS ?= 600

.PHONY: serve install test test-fast attack chaos soak check format lint types wheel smoke sbom licences audit lock adapt adapt-questions distil calibrate clean help
.NOTPARALLEL:

serve: install ## set up what is missing, then answer on http://HOST:PORT
	@exec $(BIN)/bapta serve --host $(HOST) --port $(PORT)

install: $(PROJECT) ## set up what is missing: environment, model, index, database
	@$(BIN)/bapta model fetch
	@$(BIN)/bapta index build
	@$(BIN)/bapta db upgrade

test: $(DEVELOPMENT) install ## run all tests; TESTS=tests/qa chooses, JOBS=1 runs one at a time
	$(PYTEST) --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder $(TESTS)

test-fast: $(DEVELOPMENT) $(PROJECT) ## run the tests without model, browser, PostgreSQL, slow ones
	$(BIN)/python -m pytest -m "not model and not browser and not postgres and not slow" $(TESTS)

chaos: $(DEVELOPMENT) install ## cause faults of every kind; SECONDS=600 of kills, SEED=1
	$(BIN)/python -m tests.helpers.chaos $(SECONDS) $(or $(SEED),1) $(or $(TMPDIR),/tmp)/bapta-chaos

soak: SECONDS = 3600
soak: $(DEVELOPMENT) install ## ask at half load for an hour; SECONDS=600 for less
	$(BIN)/python -m tests.helpers.chaos.soak $(SECONDS) $(or $(TMPDIR),/tmp)/bapta-soak

attack: $(DEVELOPMENT) install ## attack every route, role and question for a while; SECONDS=600
	ATTACK_SECONDS=$(SECONDS) $(BIN)/python -m pytest --capture=no tests/attack

# What leaves a core idle or waits for packages runs beside the tests and prints when it has ended.
# `install` was made before, and a second make that makes it anew would check the index once more.
BESIDE = $(MAKE) --no-print-directory --old-file install types wheel smoke
check: lint install ## everything that must pass before a change is taken
	@said=$$(mktemp); { $(BESIDE) >$$said 2>&1; status=$$?; echo; cat $$said; exit $$status; } & \
	beside=$$!; trap 'pkill -P $$beside; kill $$beside; rm -f $$said; exit 130' INT TERM; \
	$(MAKE) --no-print-directory --old-file install test; status=$$?; \
	wait $$beside || status=$$?; rm -f $$said; exit $$status

format: $(DEVELOPMENT) ## rewrite the code in the one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(DEVELOPMENT) ## check format and style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEVELOPMENT) $(PROJECT) ## check the types of code and tests
	$(BIN)/mypy

wheel: $(DEVELOPMENT) ## build the wheel into dist/, the same bytes for the same commit
	$(BIN)/python tests/helpers/supply_chain/build_wheel.py . dist

# The wheel is started in an environment of its own, which has no development dependencies: only
# the runtime's packages are linked into it.
SMOKE_PIP = $(BIN)/python -m pip --python .venv-smoke/bin/python --disable-pip-version-check
smoke: install wheel $(SMOKE) ## install the wheel into an environment of its own and start it
	$(SMOKE_PIP) install --quiet --no-compile --no-deps --no-index --force-reinstall dist/bapta-*.whl
	$(SMOKE_PIP) check
	$(BIN)/python tests/packaging/smoke_wheel.py .venv-smoke/bin/bapta

# Of the environment that `make smoke` starts the wheel in, which has no development dependencies.
sbom: smoke ## list what the wheel needs in dist/, as CycloneDX
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --mc-type application \
		--spec-version 1.6 --output-reproducible --validate --output-format JSON \
		--output-file dist/bapta.cdx.json .venv-smoke/bin/python

licences: $(DEVELOPMENT) $(PROJECT) ## check the licences of all dependencies, write docs/licences.md
	$(BIN)/python -m tests.helpers.supply_chain.licences docs/licences.md

audit: $(DEVELOPMENT) $(PROJECT) ## look for known vulnerabilities of all dependencies
	$(BIN)/python -m tests.helpers.supply_chain.audit

lock: $(DEVELOPMENT) ## lock what pyproject.toml asks for; UPGRADE=--upgrade takes the newest
	$(BUILD_REQUIRES) | $(LOCK) $(UPGRADE) pyproject.toml - \
		--no-emit-package torch --output-file requirements.lock
	$(LOCK) $(UPGRADE) --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(BUILD_REQUIRES) | $(LOCK) pyproject.toml - --all-extras --no-emit-package torch \
		--constraints requirements.lock --constraints requirements-dev.lock \
		--output-file requirements-extras.lock

BUILD_REQUIRES = sed -n 's/^requires = \["\(.*\)"\]/\1/p' pyproject.toml
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header

# The recipe of the shipped adaptation. ACTS has the acts of the exam and of the lay questions.
ADAPTATION := embeddings/adaptation/contrastive.safetensors
LAY_QUESTIONS := qa/adaptation/lay_questions.jsonl.gz

adapt: $(PROJECT) ## train the adaptation anew; ACTS=FOLDER EXAM=FILE
	@test -n "$(ACTS)" || { echo "Name the folder of acts: make adapt ACTS=FOLDER [EXAM=FILE]" >&2; exit 2; }
	@$(BIN)/bapta model fetch
	$(BIN)/bapta model adapt $(ACTS) $(if $(EXAM),--exam $(EXAM)) --questions $(LAY_QUESTIONS) \
		--articles 40 --sentences 70 --epochs 1 --to $(ADAPTATION)

# The recipe of the shipped adaptation of questions, on top of the adaptation. ACTS has the acts of the lay questions.
adapt-questions: $(PROJECT) ## train the adaptation of questions anew; ACTS=FOLDER
	@test -n "$(ACTS)" || { echo "Name the folder of acts: make adapt-questions ACTS=FOLDER" >&2; exit 2; }
	@$(BIN)/bapta model fetch
	$(BIN)/bapta model adapt-questions $(ACTS) --questions $(LAY_QUESTIONS) \
		--wordings qa/adaptation/wordings.jsonl.gz --to embeddings/adaptation/questions.safetensors

# The recipe of the shipped question encoder, after the adaptation that it belongs to.
distil: $(PROJECT) ## train the question encoder anew; ACTS=FOLDER
	@test -n "$(ACTS)" || { echo "Name the folder of acts: make distil ACTS=FOLDER" >&2; exit 2; }
	@$(BIN)/bapta model fetch
	$(BIN)/bapta model distil $(ACTS) --questions $(LAY_QUESTIONS) --to embeddings/distillation/student.safetensors

# Of the shipped adaptations and question encoder, after one of them was trained anew.
calibrate: $(PROJECT) ## measure the activation ranges of the encoders anew
	@$(BIN)/bapta model fetch
	$(BIN)/bapta model calibrate --to embeddings/quantization/ranges.safetensors

clean: ## remove what was built; acts, model and index stay
	rm -rf $(VENV) .venv-smoke build dist *.egg-info

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 — /p' $(MAKEFILE_LIST)

$(ENVIRONMENT):
	@"$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null || { \
		echo "Bapta needs Python 3.11 or newer with venv. Run: make install PYTHON=/path/to/python3.11" >&2; \
		exit 2; }
	"$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

# Every package but torch is held by its hash. torch comes after them and finds what it needs in
# place, so that only its own build, which differs by platform, is chosen here.
$(RUNTIME): $(ENVIRONMENT)
	$(PIP_INSTALL) --require-hashes --no-deps -r requirements.lock
	$(PIP_INSTALL) $(TORCH_FLAGS) $(TORCH)
	@rm -f $(VENV)/.runtime-* && touch $@

$(SMOKE): $(RUNTIME) $(DEVELOPMENT)
	$(BIN)/python -m venv --clear --without-pip .venv-smoke
	$(BIN)/python tests/helpers/supply_chain/link_runtime.py requirements.lock .venv-smoke
	@touch $@

$(PROJECT): $(RUNTIME)
	$(PIP_INSTALL) --quiet --no-deps --no-build-isolation --editable .
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c "import $(SERVED)"
	@rm -f $(VENV)/.project-* && touch $@

$(DEVELOPMENT): $(RUNTIME)
	$(PIP_INSTALL) --require-hashes --no-deps -r requirements-dev.lock
	@rm -f $(VENV)/.development-* && touch $@
