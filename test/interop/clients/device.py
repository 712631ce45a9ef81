"""Signs in by device code with boto3, as the AWS CLI does, and keeps the token where every SDK looks: device.py START_URL SESSION

Prints the address to open, waits for a line, and prints what it saw as one JSON document.
"""
import hashlib
import json
import os
import sys
from datetime import datetime, timedelta, timezone

import boto3

start_url, session_name = sys.argv[1:]
oidc = boto3.client("sso-oidc", region_name="us-east-1")


def instant(when):
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


registered = oidc.register_client(clientName="boto3", clientType="public", scopes=["sso:account:access"])
client = {"clientId": registered["clientId"], "clientSecret": registered["clientSecret"]}
device = oidc.start_device_authorization(startUrl=start_url, **client)
grant = {**client, "grantType": "urn:ietf:params:oauth:grant-type:device_code", "deviceCode": device["deviceCode"]}
heard, token = [], None
print(device["verificationUriComplete"], flush=True)
while token is None:
    try:
        token = oidc.create_token(**grant)
    except (oidc.exceptions.AuthorizationPendingException, oidc.exceptions.SlowDownException) as error:
        heard.append(f"{error.response['Error']['Code']} {error.response['error']}")
        if len(heard) == 3:
            sys.stdin.readline()

now = datetime.now(timezone.utc)
kept = {
    "startUrl": start_url,
    "region": "us-east-1",
    "accessToken": token["accessToken"],
    "expiresAt": instant(now + timedelta(seconds=token["expiresIn"])),
    "registrationExpiresAt": instant(datetime.fromtimestamp(registered["clientSecretExpiresAt"], timezone.utc)),
    "refreshToken": token["refreshToken"],
    **client,
}
folder = os.path.expanduser("~/.aws/sso/cache")
os.makedirs(folder, mode=0o700)
with open(os.path.join(folder, hashlib.sha1(session_name.encode()).hexdigest() + ".json"), "w") as file:
    json.dump(kept, file)

sso = boto3.client("sso", region_name="us-east-1")
bearer = {"accessToken": token["accessToken"]}
pages = sso.get_paginator("list_accounts").paginate(**bearer, PaginationConfig={"PageSize": 1})
accounts = [account["accountId"] for page in pages for account in page["accountList"]]
roles = {}
for account in accounts:
    pages = sso.get_paginator("list_account_roles").paginate(accountId=account, **bearer)
    roles[account] = [role["roleName"] for page in pages for role in page["roleList"]]
refused = []
for wrong in ({"roleName": "Nobody", **bearer}, {"roleName": "ReadOnlyAccess", "accessToken": "wrong"}):
    try:
        sso.get_role_credentials(accountId=accounts[0], **wrong)
    except sso.exceptions.ClientError as error:
        refused.append(f"{error.response['ResponseMetadata']['HTTPStatusCode']} {error.response['Error']['Code']}")
print(json.dumps({"heard": heard, "roles": roles, "refused": refused}))
