"""What botocore and guise answer to the same cases: JSON in on stdin (cases), JSON out.

    answers.py GUISE < cases.json > answers.json

Both are asked in the same home folder, with the same environment and the same fake AWS, one after the other.
"""
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'vendor'))
import botocore.credentials
import botocore.loaders
import botocore.session
import botocore.tokens
from fake_aws import FakeAws
from run_cases import materialise

LOADER = botocore.loaders.create_loader()


def ask_botocore(case):
    try:
        # Found once for all, when botocore is imported: in another home folder.
        cache = os.path.expanduser('~/.aws/sso/cache')
        botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR = cache
        botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR = cache
        session = botocore.session.Session(profile=case['profile'])
        session.register_component('data_loader', LOADER)
        found = session.get_credentials()
        if found is None:
            return {'ok': False, 'error': 'no credentials'}
        keys = found.get_frozen_credentials()
        expiry = getattr(found, '_expiry_time', None)
        return {'ok': True, 'credentials': {
            'AccessKeyId': keys.access_key, 'SecretAccessKey': keys.secret_key, 'SessionToken': keys.token,
            'Expiration': expiry and expiry.astimezone(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')}}
    except Exception as error:
        return {'ok': False, 'error': '%s: %s' % (type(error).__name__, error)}


def ask_guise(guise, case, env, home):
    words = [guise, 'process'] + ([] if case['profile'] is None else ['--profile', case['profile']])
    ran = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=env, cwd=home, timeout=40,
                         start_new_session=True)
    if ran.returncode != 0:
        return {'ok': False, 'error': 'exit %d: %s' % (ran.returncode, ran.stderr)}
    said = json.loads(ran.stdout)
    names = ('AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration')
    return {'ok': True, 'credentials': {name: said.get(name) for name in names}}


def calls(fake):
    made = [entry for entry in fake.log if entry['service'] in ('sts', 'sso', 'sso-oidc')]
    fake.log.clear()
    fake._t.clear()
    return made


def answer(guise, fake, case):
    home = tempfile.mkdtemp(prefix='cj-')
    try:
        env = materialise(case, home, fake.base)
        os.environ.clear()
        os.environ.update(env)
        os.chdir(home)
        theirs = {**ask_botocore(case), 'calls': calls(fake)}
        ours = {**ask_guise(guise, case, env, home), 'calls': calls(fake)}
        return {'botocore': theirs, 'guise': ours}
    finally:
        os.chdir('/')
        shutil.rmtree(home)


if __name__ == '__main__':
    with FakeAws({}) as fake:
        json.dump([answer(sys.argv[1], fake, case) for case in json.load(sys.stdin)], sys.stdout)
