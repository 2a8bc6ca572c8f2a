"""``python -m border_gis`` is ``border-gis``."""

import sys

from border_gis.cli import main

if __name__ == "__main__":
    sys.exit(main())
