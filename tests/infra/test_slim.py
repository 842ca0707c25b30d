"""The slimmed package: the same code, compiled, with what the application needs of the AWS SDK."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from infra.slim import SERVICES, needed, slim

CHALICELIB = Path(__file__).resolve().parents[2] / "chalicelib"


def test_every_service_the_application_calls_is_kept() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in CHALICELIB.rglob("*.py"))
    called = set(re.findall(r"create_client\(\s*\"([a-z0-9-]+)\"", sources))
    assert called
    assert called | {"dynamodb"} == SERVICES  # PynamoDB calls DynamoDB


def test_the_sdks_own_data_stay_and_other_services_go() -> None:
    assert needed("botocore/data/endpoints.json")
    assert needed("botocore/data/s3/2006-03-01/service-2.json.gz")
    assert needed("botocore/session.py")
    assert not needed("botocore/data/ec2/2016-11-15/service-2.json.gz")


def test_modules_are_compiled_sources_kept_and_the_result_repeats(tmp_path: Path) -> None:
    contents = []
    for name in ("a.zip", "b.zip"):
        package = tmp_path / name
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("room/__init__.py", "")
            archive.writestr("room/model.py", "ANSWER = 42\n")
            archive.writestr("botocore/data/ec2/2016-11-15/service-2.json.gz", b"x")
        slim(package)
        contents.append(package.read_bytes())
        with zipfile.ZipFile(package) as archive:
            names = archive.namelist()
            assert all(info.external_attr >> 16 == 0o644 for info in archive.infolist())
    assert contents[0] == contents[1]
    assert [name for name in names if not name.endswith(".pyc")] == ["room/__init__.py", "room/model.py"]
    assert (
        len([name for name in names if re.fullmatch(r"room/__pycache__/(__init__|model)\.[a-z0-9-]+\.pyc", name)]) == 2
    )
