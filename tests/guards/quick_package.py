"""Package a project as `chalice package` does, without fetching libraries: quick_package.py project stage fragment out.

A process of its own, because the application is imported once per process with the environment it finds. Prints the
names of the application's functions, one a line.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from unittest.mock import patch

from chalice.awsclient import TypedAWSClient
from chalice.cli.factory import CLIFactory
from chalice.deploy.packager import DependencyBuilder
from chalice.package import PackageOptions


def main(project: str, stage: str, fragment: str, out: str) -> None:
    factory = CLIFactory(project, environ=os.environ)
    config = factory.create_config_obj(stage)
    options = PackageOptions(TypedAWSClient(factory.create_botocore_session()))
    packager = factory.create_app_packager(config, options, "cloudformation", "yaml", fragment)
    with patch.object(DependencyBuilder, "build_site_packages"):
        Path(out).mkdir()
        packager.package_app(config, out, stage)
    app = config.chalice_app
    for function in ("api_handler", *(one.name for one in [*app.event_sources, *app.pure_lambda_functions])):
        print(function)


if __name__ == "__main__":
    main(*sys.argv[1:])
