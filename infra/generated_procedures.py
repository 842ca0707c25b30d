"""Write made-up definitions of procedures for tests of scale: `python -m infra generated_procedures 1500 FOLDER`."""

from __future__ import annotations

import argparse
import copy
import json
from itertools import product
from pathlib import Path
from typing import Any

from infra.procedures import SHIPPED
from infra.trouble import Trouble

TEMPLATE = SHIPPED / "marital-status.1.json"
SOURCE = "Thủ tục tạo ra để thử tải, không có thật"
MOST = 10_000
UNITS = ("d01", "d02", "d03", "d04", "d05", "d06", "d07", "d08", "d09", "d10", "d11", "d12")

ACTS = (
    ("Cấp giấy phép", "Licence for", "licence", "licence"),
    ("Cấp lại giấy phép", "Re-issue of the licence for", "licence", "licence"),
    ("Gia hạn giấy phép", "Extension of the licence for", "licence", "licence"),
    ("Điều chỉnh giấy phép", "Change of the licence for", "licence", "licence"),
    ("Đăng ký", "Registration of", "registration", "certificate"),
    ("Thay đổi đăng ký", "Change of the registration of", "registration", "certificate"),
    ("Chấm dứt đăng ký", "End of the registration of", "registration", "certificate"),
    ("Cấp chứng chỉ", "Certificate for", "certificate", "certificate"),
    ("Cấp lại chứng chỉ", "Re-issue of the certificate for", "certificate", "certificate"),
    ("Xác nhận", "Confirmation of", "certificate", "certificate"),
)
THINGS = (
    ("hành nghề thú y", "veterinary practice"),
    ("khai thác nước dưới đất", "use of groundwater"),
    ("vận tải hành khách", "passenger transport"),
    ("biểu diễn nghệ thuật", "performances"),
    ("quảng cáo ngoài trời", "outdoor advertising"),
    ("trung tâm ngoại ngữ", "a language centre"),
    ("cơ sở khám bệnh", "a clinic"),
    ("kinh doanh lữ hành", "a travel agency"),
    ("lưu trú du lịch", "tourist lodging"),
    ("phương tiện thủy nội địa", "an inland vessel"),
    ("giống cây trồng", "plant varieties"),
    ("nuôi trồng thủy sản", "fish farming"),
    ("thuốc bảo vệ thực vật", "pesticides"),
    ("đo đạc bản đồ", "surveying"),
    ("dịch vụ việc làm", "job placement"),
    ("lao động nước ngoài", "foreign workers"),
    ("hội quần chúng", "an association"),
    ("quỹ từ thiện", "a charity fund"),
    ("công chứng viên", "a notary"),
    ("luật sư", "a lawyer"),
    ("giám định tư pháp", "a forensic expert"),
    ("đấu giá tài sản", "auctions"),
    ("rượu thủ công", "craft liquor"),
    ("xăng dầu bán lẻ", "petrol retail"),
    ("hóa chất công nghiệp", "industrial chemicals"),
    ("an toàn bức xạ", "radiation safety"),
    ("chuyển giao công nghệ", "technology transfer"),
    ("thư viện tư nhân", "a private library"),
    ("bảo tàng ngoài công lập", "a private museum"),
    ("câu lạc bộ thể thao", "a sports club"),
)
PLACES = (
    ("tại phường", "in a ward", "place"),
    ("thuộc Thành phố", "of the city", "unit"),
    ("trong khu công nghiệp", "in an industrial zone", "unit"),
    ("cho tổ chức nước ngoài", "for foreign bodies", "unit"),
    ("cho cá nhân", "for persons", "place"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`count` and `folder`."""
    parser.add_argument("count", type=int, help=f"how many, at most {MOST}")
    parser.add_argument("folder", type=Path, help="where to write them; made when it is missing")


def run(args: argparse.Namespace) -> int:
    """Writes the files; the same count gives the same files."""
    if not 1 <= args.count <= MOST:
        raise Trouble(f"from 1 to {MOST} definitions can be made")
    args.folder.mkdir(parents=True, exist_ok=True)
    for definition in definitions(args.count):
        name = f"{definition['code']['value']}.{definition['version']}.json"
        text = json.dumps(definition, ensure_ascii=False, indent=1)
        (args.folder / name).write_text(text + "\n", encoding="utf-8")
    print(f"{args.count} definitions in {args.folder}")
    return 0


def definitions(count: int) -> list[dict[str, Any]]:
    """Made-up definitions that pass every check: codes 8.000001 and on, all in force from 1/7/2025."""
    template: dict[str, Any] = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    kinds = list(product(PLACES, ACTS, THINGS))
    return [_definition(template, number, *kinds[number % len(kinds)]) for number in range(count)]


def _definition(
    template: dict[str, Any],
    number: int,
    place: tuple[str, str, str],
    act: tuple[str, str, str, str],
    thing: tuple[str, str],
) -> dict[str, Any]:
    made = copy.deepcopy(template)
    round_ = f", nhóm {number // 1500 + 1}" if number >= 1500 else ""
    vi, en = f"{act[0]} {thing[0]} {place[0]}{round_}", f"{act[1]} {thing[1]} {place[1]}"
    made["code"] = {"value": f"8.{number + 1:06}", "source": SOURCE, "verified": False}
    made["name"] = {"vi": vi, "en": en}
    made["field"] = {
        "code": f"made_{number % 30 + 1}",
        "name": {"vi": thing[0].capitalize(), "en": thing[1].capitalize()},
    }
    made["summary"] = {"vi": f"{vi}. {SOURCE}.", "en": f"{en}. Made up for tests of scale."}
    made["keywords"] = [thing[0], thing[1]]
    made["kind"] = act[2]
    made["result"] |= {"kind": act[3], "name": {"vi": f"Kết quả {vi.lower()}"[:200], "en": f"Result of {en}"}}
    made["processing"] |= {"amount": 1 + number % 30, "source": SOURCE}
    made["competent"] = {"by": place[2], "source": SOURCE, "verified": False}
    if place[2] == "unit":
        made["competent"]["unit"] = UNITS[number % len(UNITS)]
    return made
