"""From the topic to the readers' queues: infra/state.yaml loses no event on the way."""

from __future__ import annotations

from typing import Any

import pytest

from infra import redrive, stage_config
from tests.guards.test_packaging import made_up_outputs, resources, state

QUEUES = {name for name, one in resources(state(), "AWS::SQS::Queue").items() if "RedrivePolicy" in one}
READ = sorted(QUEUES - {"ArrivalsQueue", "PrintingQueue"})
"""The queues of the events' readers."""


def subscriptions() -> dict[str, dict[str, Any]]:
    """The subscriptions to the events' topic, by the queue they end in."""
    found = resources(state(), "AWS::SNS::Subscription").values()
    return {
        one["Endpoint"]["!GetAtt"].split(".")[0]: one for one in found if one["TopicArn"] == {"!Ref": "EventsTopic"}
    }


def policy() -> dict[str, Any]:
    return resources(state(), "AWS::SQS::QueuePolicy")["EventsQueuesPolicy"]


def test_every_queue_of_events_is_subscribed() -> None:
    assert sorted(subscriptions()) == READ


@pytest.mark.parametrize("queue", READ)
def test_events_arrive_as_they_were_published_or_in_the_queue_s_own_dead_letters(queue: str) -> None:
    subscription = subscriptions()[queue]
    assert subscription["Protocol"] == "sqs"
    assert subscription["RawMessageDelivery"] is True
    assert not {"FilterPolicy", "DeliveryPolicy"} & set(subscription)
    dead = resources(state(), "AWS::SQS::Queue")[queue]["RedrivePolicy"]["deadLetterTargetArn"]
    assert subscription["RedrivePolicy"] == {"deadLetterTargetArn": dead}


@pytest.mark.parametrize("queue", READ)
def test_the_topic_may_send_before_it_does(queue: str) -> None:
    """A subscription without its queue's permission would pass every event by: SNS does not try again then."""
    dead = queue.removesuffix("Queue") + "DeadLetters"
    assert {"!Ref": queue} in policy()["Queues"]
    assert {"!Ref": dead} in policy()["Queues"]
    name = queue.removesuffix("Queue") + "Subscription"
    assert state()["Resources"][name]["DependsOn"] == "EventsQueuesPolicy"


def test_nobody_but_the_topic_is_let_in_by_the_queues() -> None:
    assert policy()["PolicyDocument"]["Statement"] == [
        {
            "Sid": "TheEventsTopicTells",
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": "*",
            "Condition": {"ArnEquals": {"aws:SourceArn": {"!Ref": "EventsTopic"}}},
        }
    ]


def test_the_topic_lets_nobody_in_by_itself() -> None:
    """SNS's own policy would let every function of the account publish, whatever its role says."""
    (statement,) = resources(state(), "AWS::SNS::TopicPolicy")["EventsTopicPolicy"]["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"


def test_what_is_lost_between_topic_and_queues_rings() -> None:
    alarm = resources(state(), "AWS::CloudWatch::Alarm")["EventsLostAlarm"]
    assert alarm["MetricName"] == "NumberOfNotificationsFailedToRedriveToDlq"
    assert alarm["AlarmActions"] == [{"!Ref": "AlarmTopic"}]


def test_every_queue_can_be_redriven_and_is_known_to_its_reader() -> None:
    outputs = made_up_outputs()
    variables = stage_config.environment("x", outputs, "https://motcua.example").values()
    assert {f"{name}Queue" for name in redrive.QUEUES.values()} == QUEUES
    for name in redrive.QUEUES.values():
        assert {f"{name}QueueUrl", f"{name}DeadLettersUrl"} <= set(outputs)
        assert outputs[f"{name}QueueName"] in variables


def test_the_engine_made_the_subscriptions(stage: Any) -> None:
    from infra.clients import client

    sns, topic = client("sns"), stage.variables["MOTCUA_EVENTS_TOPIC_ARN"]
    made = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert {one["Endpoint"] for one in made} == {stage.outputs[f"{name}Arn"] for name in READ}
    for one in made:
        attributes = sns.get_subscription_attributes(SubscriptionArn=one["SubscriptionArn"])["Attributes"]
        assert attributes["RawMessageDelivery"] == "true"
        assert "-dead" in attributes["RedrivePolicy"]
