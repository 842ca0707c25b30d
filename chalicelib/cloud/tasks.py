"""Work that a request hands over to a function of its own: one message in that function's queue.

It comes at least once. Nothing personal is in it: messages stay in queues and dead letters for days.
"""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.cloud.worker import sqs
from chalicelib.foundation.errors import Unavailable


def hand_over(queue_url: str, body: Mapping[str, Any]) -> None:
    """Puts one message into a queue: one call. Unavailable when the queue does not take it; sending again is safe."""
    try:
        sqs().send_message(QueueUrl=queue_url, MessageBody=json.dumps(body))
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(
            "cloud/queue-busy",
            "Hệ thống đang bận. Hãy thử lại sau ít phút.",
            "The system is busy. Please try again in a few minutes.",
        ) from error
