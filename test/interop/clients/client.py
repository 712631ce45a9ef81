"""A long-lived client of boto3; see clients.ts for what it reads and prints: client.py OTHER"""
import json
import sys

import boto3
import botocore.exceptions


def say(client):
    try:
        answer = {"arn": client.get_caller_identity()["Arn"]}
    except botocore.exceptions.ClientError as error:
        answer = {"error": error.response["Error"]["Code"]}
    except Exception as error:  # botocore has a bare RuntimeError for credentials that it knows to be dead
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)


mine = boto3.Session().client("sts")
say(mine)
say(boto3.Session(profile_name=sys.argv[1]).client("sts"))
for _moved in sys.stdin:
    say(mine)
