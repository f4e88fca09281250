"""Open Referral HSDS 3: reading directories of others, and handing on our own."""

from mrc.directory.service.hsds.importing import import_hsds
from mrc.directory.service.hsds.laa import import_laa
from mrc.directory.service.hsds.ohana import import_ohana
from mrc.directory.service.hsds.writing import export_hsds

__all__ = ["export_hsds", "import_hsds", "import_laa", "import_ohana"]
