import asyncio, itertools, json, re, collections
from tests.properties.test_mutants import *
def test_dbg(pair, settle):
    agency = settle(at=pair)
    answers = asyncio.run(sent(pair.base, agency.token, itertools.islice(Mutants(SEED, good(agency)), BODIES)))
    bad=list(faults(answers))
    print(len(bad), collections.Counter(a.status for _,a in answers))
    log=(pair.data/"server.log").read_text()
    fails=[json.loads(l) for l in log.splitlines() if '"failed"' in l or '"unavailable"' in l]
    byk=collections.defaultdict(list)
    for f in fails:
        byk[json.dumps({k:v for k,v in f.items() if k not in("time","request_id")})[:1800]].append(f["request_id"])
    bodies={a.headers["x-request-id"]:k for k,a in bad}
    for k,v in byk.items():
        print(len(v),k); ask=bodies.get(v[0]); print("   ", ask.path if ask else None, ask.body[-600:] if ask else None)
    for ask,a in bad:
        if a.status<500: print("NO", a.status, ask.path, a.body[:300])
    assert 0
