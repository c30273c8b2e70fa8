#!/usr/bin/env python3
"""Reads a data directory, without any registry, and compares what is there with what its tags need.

    walk.py DIR [EXPECTED]

Needed is what a tag leads to, what a needed index lists, and what refers to something needed, with the
blobs of all those. Each of these must be there, with the right bytes, and nothing else: no other
manifest, link or blob, nothing put aside, no upload, no temporary file. EXPECTED is what clients.py
wrote. Prints what it counted; exit status 1 and the differences if there are any.
"""
import hashlib, json, os, sys

root = os.path.join(sys.argv[1], 'docker/registry/v2')
wrong = []


def listed(*path):
    try:
        return os.listdir(os.path.join(root, *path))
    except FileNotFoundError:
        return []


def read(*path):
    with open(os.path.join(root, *path), 'rb') as file:
        return file.read()


def blob(hexadecimal):
    return 'blobs/sha256/%s/%s/data' % (hexadecimal[:2], hexadecimal)


def compare(what, expected, actual):
    wrong.extend('%s is missing: %s' % (what, name) for name in sorted(expected - actual))
    wrong.extend('%s is too many: %s' % (what, name) for name in sorted(actual - expected))


def repositories(path):
    for name in sorted(listed('repositories', path)):
        if name == '_manifests' or name == '_layers' or name == '_uploads':
            yield path
        elif not name.startswith('_'):
            yield from repositories(os.path.join(path, name))


tags, kept, bytes_needed, links = {}, {}, set(), 0
for repository in sorted(set(repositories(''))):
    def at(*path):
        return os.path.join('repositories', repository, *path)

    present = {name for name in listed(at('_manifests/revisions/sha256'))
               if os.path.exists(os.path.join(root, at('_manifests/revisions/sha256', name, 'link')))}
    layers = {name for name in listed(at('_layers/sha256'))
              if os.path.exists(os.path.join(root, at('_layers/sha256', name, 'link')))}
    content = {name: json.loads(read(blob(name))) for name in present if os.path.exists(os.path.join(root, blob(name)))}
    wanted = []
    for tag in listed(at('_manifests/tags')):
        current = at('_manifests/tags', tag, 'current/link')
        if os.path.exists(os.path.join(root, current)):
            tags['%s:%s' % (repository, tag)] = read(current).decode()
            wanted.append(read(current).decode()[len('sha256:'):])
    needed, blobs = set(), set()
    while wanted:
        name = wanted.pop()
        if name in needed:
            continue
        needed.add(name)
        manifest = content.get(name, {})
        wanted += [child['digest'][len('sha256:'):] for child in manifest.get('manifests', [])]
        wanted += [other for other, those in content.items()
                   if those.get('subject', {}).get('digest') == 'sha256:' + name]
        blobs |= {each['digest'][len('sha256:'):] for each in manifest.get('layers', [])}
        blobs |= {manifest['config']['digest'][len('sha256:'):]} if 'config' in manifest else set()
    compare('manifest of ' + repository, needed, present)
    compare('layer link of ' + repository, blobs, layers)
    wrong += ['upload in %s: %s' % (repository, name) for name in listed(at('_uploads'))]
    kept[repository] = needed
    bytes_needed |= needed | blobs
    links += len(blobs)

there = {name for group in listed('blobs/sha256') for name in listed('blobs/sha256', group)
         if os.path.exists(os.path.join(root, blob(name)))}
compare('blob', bytes_needed, there)
for name in bytes_needed & there:
    if hashlib.sha256(read(blob(name))).hexdigest() != name:
        wrong.append('blob %s has other bytes' % name)
for directory, _, files in os.walk(root):
    aside = directory.startswith(os.path.join(root, 'stowage/aside'))
    wrong += ['left: ' + os.path.join(directory, name) for name in files if aside or name.endswith('.tmp')]
if len(sys.argv) > 2:
    with open(sys.argv[2]) as file:
        expected = json.load(file)
    for tag, name in expected['tags'].items():
        if tags.get(tag) != name:
            wrong.append('%s is %s, not %s' % (tag, tags.get(tag), name))
    for subject, names in expected['referrers'].items():
        repository = subject.split('@')[0]
        compare('referrer of ' + subject, {name[len('sha256:'):] for name in names}, kept[repository] & {
            name[len('sha256:'):] for name in names})
if wrong:
    sys.exit('\n'.join(wrong[:50]))
print('%d tags, %d manifests, %d links, %d blobs' % (
    len(tags), sum(len(names) for names in kept.values()), links, len(there)))
