import json
from tests.people import *
def test_x(server):
    a=Agency(server); peer=a.hire(CERTIFIED); m=a.admit()
    r=post(a.http,a.encounter(m,peer,"2026-11-09T10:00:00-07:00","2026-11-09T11:00:00-07:00"))
    print(r.status_code,r.headers,r.text)
    print(usage(a.http,m,"2026-11-09"))
    r=post(a.http,a.encounter(m,peer,"2026-11-09T10:00:00-07:00","2026-11-09T14:00:00-07:00"),prefer="return=OperationOutcome")
    print(r.status_code,r.headers,r.text)
    p2=a.hire()
    r=post(a.http,a.encounter(m,p2,"2026-11-09T10:00:00-07:00","2026-11-09T14:00:00-07:00"),prefer="return=OperationOutcome")
    print(r.status_code,r.headers,r.text)
    r=a.http.get('/Encounter',params={'patient':m})
    print(r.status_code,r.text[:300])
    assert 0
