#!/usr/bin/env python3
"""Makes an OCI image layout from nothing, so that no client's own habits are in what is pushed.

    layout.py DIR [--name NAME] [--layers N] [--size BYTES] [--platforms linux/amd64,linux/arm64]

With one platform the layout's entry is an image manifest, with several an image index. Each image
has N gzip layers of one file with random content, and, for amd64, a static busybox if there is one.
"""
import argparse, gzip, hashlib, io, json, os, tarfile

MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
INDEX = 'application/vnd.oci.image.index.v1+json'
CONFIG = 'application/vnd.oci.image.config.v1+json'
LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
BUSYBOX = '/bin/busybox'


def put(directory, data, media_type, **more):
    digest = hashlib.sha256(data).hexdigest()
    with open(os.path.join(directory, 'blobs/sha256', digest), 'wb') as file:
        file.write(data)
    return {'mediaType': media_type, 'digest': 'sha256:' + digest, 'size': len(data), **more}


def put_json(directory, value, media_type, **more):
    return put(directory, json.dumps(value, indent=1).encode(), media_type, **more)


def tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as archive:
        for name, content, mode in files:
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content), mode
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def image(directory, platform, layers, size):
    descriptors, diff_ids = [], []
    for number in range(layers):
        files = [('layer-%d-%s' % (number, platform.replace('/', '-')), os.urandom(size), 0o644)]
        if number == 0 and platform == 'linux/amd64' and os.path.exists(BUSYBOX):
            files.append(('bin/busybox', open(BUSYBOX, 'rb').read(), 0o755))
        plain = tar(files)
        diff_ids.append('sha256:' + hashlib.sha256(plain).hexdigest())
        descriptors.append(put(directory, gzip.compress(plain, 1, mtime=0), LAYER))
    system, architecture = platform.split('/')[:2]
    config = put_json(directory, {
        'os': system, 'architecture': architecture,
        'config': {'Cmd': ['/bin/busybox', 'echo', 'hello from the layout']},
        'rootfs': {'type': 'layers', 'diff_ids': diff_ids},
    }, CONFIG)
    return put_json(directory, {
        'schemaVersion': 2, 'mediaType': MANIFEST, 'config': config, 'layers': descriptors,
    }, MANIFEST, platform={'os': system, 'architecture': architecture})


def main():
    options = argparse.ArgumentParser()
    options.add_argument('directory')
    options.add_argument('--name', default='latest')
    options.add_argument('--layers', type=int, default=2)
    options.add_argument('--size', type=int, default=100_000)
    options.add_argument('--platforms', default='linux/amd64')
    o = options.parse_args()
    os.makedirs(os.path.join(o.directory, 'blobs/sha256'))
    images = [image(o.directory, p, o.layers, o.size) for p in o.platforms.split(',')]
    if len(images) == 1:
        entry = images[0]
    else:
        entry = put_json(o.directory, {'schemaVersion': 2, 'mediaType': INDEX, 'manifests': images}, INDEX)
    entry = {**entry, 'annotations': {'org.opencontainers.image.ref.name': o.name}}
    with open(os.path.join(o.directory, 'oci-layout'), 'w') as file:
        json.dump({'imageLayoutVersion': '1.0.0'}, file)
    with open(os.path.join(o.directory, 'index.json'), 'w') as file:
        json.dump({'schemaVersion': 2, 'mediaType': INDEX, 'manifests': [entry]}, file)
    print(entry['digest'])


main()
