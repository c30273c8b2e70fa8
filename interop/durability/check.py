"""Looks at everything in a registry of which the journal knows, and says what is not as it must be.

To be run while nobody writes. What a journal's thing may be, and that nothing is there by half: a
manifest that can be read has its blobs and its children, a listed tag and a listed referrer can be
read, and every byte that is served has the digest that it is served under.
"""
import concurrent.futures, json, random, threading
from pushers import Connection, Gone, INDEX, MANIFEST, digest_of

ACCEPT = {'Accept': MANIFEST + ', ' + INDEX}


class Check:
    def __init__(self, address, journal, threads=4):
        self.journal = journal
        self.local = threading.local()
        self.address = address
        self.threads = threads
        self.read = {}          # ('blob' or 'manifest', repository, digest) -> whether it can be read
        self.problems = []
        self.looked_at = 0

    def everything(self):
        return self.these(set(self.journal.events))

    def changed(self, seed, others=50):
        """What has changed since it was last looked at, and some of the rest."""
        changed = set(self.journal.changed)
        rest = sorted(set(self.journal.events) - changed)
        return self.these(changed | set(random.Random(seed).sample(rest, min(others, len(rest)))))

    def these(self, things):
        repositories = {thing[1] for thing in things}
        subjects = {(thing[1], subject) for thing in things if thing[0] == 'manifest'
                    for (repository, subject), referrers in self.journal.subjects.items()
                    if repository == thing[1] and (thing[2] == subject or thing[2] in referrers)}
        with concurrent.futures.ThreadPoolExecutor(self.threads) as pool:
            # blobs and manifests first: tags and referrers need them
            for kinds in ('blob',), ('manifest',), ('tag',):
                list(pool.map(self.thing, sorted(thing for thing in things if thing[0] in kinds)))
            list(pool.map(self.tag_list, sorted(repositories)))
            list(pool.map(self.referrers, sorted(subjects)))
        self.looked_at += len(things)
        return self.problems

    def ask(self, path, expected=(200, 404)):
        if not hasattr(self.local, 'connection'):
            self.local.connection = Connection(self.address)
        try:
            status, headers, content = self.local.connection.request('GET', path, headers=ACCEPT)
        except Gone as e: # a body that ends too early, above all
            self.problem('GET %s: %s' % (path, e))
            return 0, {}, b''
        if status not in expected:
            self.problem('GET %s was answered %d %s' % (path, status, content[:300].decode(errors='replace')))
        return status, headers, content

    def problem(self, text):
        self.problems.append(text)

    def thing(self, thing):
        kind, repository, name = thing
        if kind == 'tag':
            status, _, content = self.ask('/v2/%s/manifests/%s' % (repository, name))
            value = digest_of(content) if status == 200 else None
            if value and not self.readable('manifest', repository, value):
                self.problem('tag %s of %s is %s, which cannot be read' % (name, repository, value))
        else:
            value = True if self.readable(kind, repository, name) else None
        possible = self.journal.possible(thing)
        if value not in possible:
            self.problem('%s %s of %s is %s instead of %s' % (
                kind, name, repository, said(value), ' or '.join(said(v) for v in possible)))
        self.journal.seen(thing, value)

    def readable(self, kind, repository, digest):
        """Whether a blob or a manifest is there, and whole, with all that it needs."""
        known = self.read.get((kind, repository, digest))
        if known is not None:
            return known
        status, _, content = self.ask('/v2/%s/%s/%s' % (repository, kind + 's', digest))
        readable = status == 200
        if readable and digest_of(content) != digest:
            self.problem('%s %s of %s has the digest %s; %d bytes, %d of them zeros' % (
                kind, digest, repository, digest_of(content), len(content), content.count(0)))
        elif readable and kind == 'manifest':
            for needed_kind, needed in self.journal.contents.get(digest, []):
                if not self.readable(needed_kind, repository, needed):
                    self.problem('manifest %s of %s lacks %s %s' % (digest, repository, needed_kind, needed))
        self.read[kind, repository, digest] = readable
        return readable

    def tag_list(self, repository):
        status, _, content = self.ask('/v2/%s/tags/list?n=10000' % repository)
        tags = set(json.loads(content)['tags']) if status == 200 else set()
        for tag in tags - {thing[2] for thing in self.journal.events if thing[:2] == ('tag', repository)}:
            self.problem('%s lists tag %s, which nobody pushed' % (repository, tag))
        for tag in sorted(tags):
            if self.ask('/v2/%s/manifests/%s' % (repository, tag))[0] != 200:
                self.problem('%s lists tag %s, which does not resolve' % (repository, tag))
        for thing in list(self.journal.events):
            if thing[:2] == ('tag', repository) and thing[2] not in tags and None not in self.journal.possible(thing):
                self.problem('%s does not list tag %s' % (repository, thing[2]))

    def referrers(self, subject):
        repository, digest = subject
        status, _, content = self.ask('/v2/%s/referrers/%s' % (repository, digest))
        listed = {entry['digest'] for entry in json.loads(content)['manifests']} if status == 200 else set()
        for referrer in listed:
            if not self.readable('manifest', repository, referrer):
                self.problem('%s lists referrer %s, which cannot be read' % (repository, referrer))
        for referrer in self.journal.subjects[subject] - listed:
            if self.readable('manifest', repository, referrer):
                self.problem('%s does not list referrer %s of %s' % (repository, referrer, digest))


def said(value):
    return {None: 'absent', True: 'there'}.get(value, value)
