"""What botocore reads of AWS files: folders in on stdin (JSON), one answer each out (JSON).

An answer is the profiles of the config file and those of the credentials file by name, or the class of the error.
"""
import json
import sys

from botocore.configloader import load_config, raw_config_parse


def read(load, path):
    try:
        return load(path)
    except Exception as error:
        return {'error': type(error).__name__}


def profiles(path):
    return load_config(path)['profiles']


print(json.dumps([
    {'config': read(profiles, folder + '/config'), 'credentials': read(raw_config_parse, folder + '/credentials')}
    for folder in json.load(sys.stdin)
]))
