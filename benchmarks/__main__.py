"""`python -m benchmarks NAME [options]`: run one benchmark; each is a module of this package with a `main`."""

import importlib
import pkgutil
import sys

import benchmarks

NAMES = tuple(sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__"))

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        sys.exit(f"usage: python -m benchmarks {{{','.join(NAMES)}}} [options]")
    importlib.import_module(f"benchmarks.{sys.argv.pop(1)}").main()
