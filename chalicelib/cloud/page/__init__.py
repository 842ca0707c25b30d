"""HTML pages: which page an address is, who may see it, language, forms, rendering, static files."""

from chalicelib.cloud.page.answer import Answered, Attachment, Download, Page, Redirect
from chalicelib.cloud.page.around import Around, Told
from chalicelib.cloud.page.cookies import cookie_name, read_cookie, set_cookie
from chalicelib.cloud.page.html import Html
from chalicelib.cloud.page.routing import Pages, Route, Table
from chalicelib.cloud.page.serving import SIGN_IN, Site, hang_pages
from chalicelib.cloud.page.trouble import page_status
from chalicelib.cloud.page.typed import Typed
from chalicelib.cloud.page.url import own_path, url
from chalicelib.cloud.page.visit import Visit

__all__ = [
    "SIGN_IN",
    "Answered",
    "Around",
    "Attachment",
    "Download",
    "Html",
    "Page",
    "Pages",
    "Redirect",
    "Route",
    "Site",
    "Table",
    "Told",
    "Typed",
    "Visit",
    "cookie_name",
    "hang_pages",
    "own_path",
    "page_status",
    "read_cookie",
    "set_cookie",
    "url",
]
