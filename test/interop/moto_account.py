"""A moto server with one account in it, until stdin ends. Prints one line of JSON: where it is, the user's keys, the device."""
import json
import sys

import boto3
from moto.server import ThreadedMotoServer

TRUST = json.dumps({'Version': '2012-10-17', 'Statement': [
    {'Effect': 'Allow', 'Principal': {'AWS': '*'}, 'Action': 'sts:AssumeRole'}]})

server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
server.start()
url = 'http://%s:%d' % server.get_host_and_port()
iam = boto3.client('iam', endpoint_url=url, region_name='us-east-1',
                   aws_access_key_id='AKIAIOSFODNN7EXAMPLE', aws_secret_access_key='wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')
iam.create_user(UserName='anna')
keys = iam.create_access_key(UserName='anna')['AccessKey']
device = iam.create_virtual_mfa_device(VirtualMFADeviceName='anna')['VirtualMFADevice']['SerialNumber']
iam.enable_mfa_device(UserName='anna', SerialNumber=device, AuthenticationCode1='111111', AuthenticationCode2='222222')
roles = {name: iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)['Role']['Arn']
         for name in ('Reader', 'Admin', 'Chained', 'Web')}
print(json.dumps({'url': url, 'id': keys['AccessKeyId'], 'secret': keys['SecretAccessKey'], 'device': device,
                  'roles': roles}), flush=True)
sys.stdin.read()
server.stop()
