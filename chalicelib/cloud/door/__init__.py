"""JSON routes: who may enter, what is read, what is answered, and refusals as problem documents."""

from chalicelib.cloud.door.application import API_HEADERS, SAFE_HEADERS, Application
from chalicelib.cloud.door.problem import problem, problem_headers
from chalicelib.cloud.door.request import FRONT, Request, read_request
from chalicelib.cloud.door.routes import PUBLIC, Answer, Door, Doors, Gate, Pause, all_doors, etag
from chalicelib.foundation.words import Words

__all__ = [
    "API_HEADERS",
    "FRONT",
    "PUBLIC",
    "SAFE_HEADERS",
    "Answer",
    "Application",
    "Door",
    "Doors",
    "Gate",
    "Pause",
    "Request",
    "Words",
    "all_doors",
    "etag",
    "problem",
    "problem_headers",
    "read_request",
]
