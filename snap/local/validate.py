#!/usr/bin/python3
"""Holds snapcraft.yaml against snapcraft's JSON schema (schema/snapcraft.json of its sources). usage: validate.py SCHEMA SNAPCRAFT_YAML"""

import json
import sys

import yaml
from jsonschema import Draft202012Validator

schema, project = json.load(open(sys.argv[1], encoding="utf-8")), yaml.safe_load(open(sys.argv[2], encoding="utf-8"))
# The schema's top is a choice by base, which would name every base's complaints: ours alone is asked.
schema = {"$ref": f"#/$defs/{project['base'].capitalize()}Project", "$defs": schema["$defs"]}
problems = sorted(Draft202012Validator(schema).iter_errors(project), key=lambda problem: list(map(str, problem.absolute_path)))
for problem in problems:
    print(f"{sys.argv[2]}: {'.'.join(map(str, problem.absolute_path)) or 'top'}: {problem.message}", file=sys.stderr)
sys.exit(1 if problems else 0)
