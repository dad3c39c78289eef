"""An agency and those around it: whom it employs, whom it serves, who pays. Each whole in the eyes of the law."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx

from peerfhir.store.sight import Role
from tests.people.answers import put_all
from tests.people.shapes import (
    BASE,
    BILLING,
    EHR,
    HCPCS,
    HL7,
    ICD,
    NUCC,
    PLACES,
    Json,
    assessment,
    authority,
    certificate,
    claim,
    compound,
    concept,
    course,
    coverage,
    criterion,
    ext,
    licensed,
    lived,
    organization,
    ours,
    patient,
    planned,
    practitioner,
    practitioner_role,
    ref,
    screening,
    unique,
)
from tests.people.states import MONTANA, SINCE, State
from tests.people.wrsp import wellness

if TYPE_CHECKING:
    from tests.conftest import Server

COMPETENCIES = (  # MT-36 to MT-46
    "lived-experience-use",
    "listening",
    "cultural-competence",
    "hipaa-confidentiality",
    "mandatory-reporting",
    "communication",
    "mentoring",
    "crisis-wrap-planning",
    "natural-supports",
    "advocacy",
    "documentation-outcomes",
    "ethics-boundaries",
    "networking",
)


class Agency:
    """An organization and the client that calls for it: an agency that gives peer support, or a payer."""

    def __init__(self, server: "Server", role: Role = Role.PROVIDER, state: State = MONTANA, **said: Any) -> None:
        """Its Organization is posted by its own client; it is enrolled, and a clinician supervises there."""
        self.server, self.state = server, state
        self.id = unique("org")
        self.token = server.token(role, self.id)
        self.http = httpx.Client(
            base_url=f"{server.base}/fhir", headers={"authorization": f"Bearer {self.token}"}, timeout=60
        )
        self._payers: list[Agency] = []
        put_all(self.http, organization(self.id, **(self._standing() | said)), *self._clinician())

    def close(self) -> None:
        """Let the connections go."""
        for payer in self._payers:
            payer.close()
        self.http.close()

    @property
    def ref(self) -> Json:
        """The reference to its Organization."""
        return ref(f"Organization/{self.id}")

    @cached_property
    def payer(self) -> "Agency":
        """Who pays for the members it admits unless another payer is named, with a client of its own."""
        self._payers.append(Agency(self.server, Role.PAYER, self.state))
        return self._payers[-1]

    @property
    def supervisor(self) -> str:
        """The PractitionerRole of its clinician."""
        return f"PractitionerRole/{self.id}"

    def _standing(self) -> Json:
        """What its Organization says (MT-18, ID-11, X-1)."""
        enrolled = [
            compound(
                "program-enrollment",
                program={"valueCode": self.state.enrolled},
                period={"valuePeriod": {"start": SINCE}},
            )
        ]
        return {
            "type": [concept(f"{HL7}/organization-type", "prov"), ours("agency-type", "group-agency")],
            "extension": [*(enrolled if self.state.enrolled else []), ext("time-zone", valueCode=self.state.zone)],
        }

    def _clinician(self) -> list[Json]:
        """A licensed supervisor (MT-22, ID-12)."""
        held = certificate(SINCE, None, "license", issuer=authority(self.state.issuer))
        held["code"]["coding"].append(
            {"system": f"{BASE}/CodeSystem/{self.state.licences}", "code": self.state.licence}
        )
        return [
            practitioner(self.id, "Bitterroot", qualification=[held]),
            practitioner_role(self.id, self.ref, code=[concept(NUCC, "101YM0800X")]),
        ]

    def hire(self, *held: Json, training: list[Json] | None = None, person: Json | None = None, **role: Any) -> str:
        """The reference to the PractitionerRole of a new peer who holds these certificates, and else all it takes.

        `training` stands in place of the approved course of 32 hours; `person` and `role` over what else is said of
        them. Who holds no certificate has a role that names no program, for with it the role itself is refused (A03).
        """
        id_ = unique("peer")
        put_all(self.http, *self.peer(id_, *held, training=training, person=person, **role))
        return f"PractitionerRole/{id_}"

    def peer(
        self, id_: str, *held: Json, training: list[Json] | None = None, person: Json | None = None, **role: Any
    ) -> list[Json]:
        """The Practitioner and the PractitionerRole of `hire`, to be stored."""
        certified = any("period" in one and one["code"] == ours("qual", "cpss") for one in held)
        program = certified or not self.state.certified
        issued = [{"issuer": authority(self.state.issuer)} | one for one in held]
        diploma = certificate("2010-06-01", None, "high-school-or-equivalent", issuer={"display": "Zz-High School"})
        courses = self._courses() if training is None else training
        said: Json = {
            "birthDate": "1990-04-10",
            "extension": [lived(self.state.experience)],
            "qualification": [*issued, *courses, diploma],
        }
        return [
            practitioner(id_, "Larkspur", **(said | (person or {}))),
            practitioner_role(id_, self.ref, **({"extension": self.role_extensions(program=program)} | role)),
        ]

    def _courses(self) -> list[Json]:
        """Training as MT-17, MT-33 and MT-34, or ID-09, ask for."""
        given = course(32, self.state.issuer, self.state.issuer)
        given["identifier"] = [{"system": "https://training.example.org/certificates", "value": "SYN-T"}]
        given["extension"] += [ext("competency", valueCode=code) for code in COMPETENCIES]
        return [given]

    def role_extensions(self, *, program: bool = True, supervisor: str | None = None) -> list[Json]:
        """What a peer's role says: for which program, under whom, and as what it works (MT-22, MT-27, ID-12)."""
        since: Json = {"valuePeriod": {"start": SINCE}}
        return [
            *([ext("program", valueCode=self.state.program)] if program else []),
            compound("supervisor", supervisor={"valueReference": ref(supervisor or self.supervisor)}, period=since),
            compound(
                "supervisory-protocol",
                program={"valueCode": self.state.program},
                attested={"valueBoolean": True},
                period=since,
            ),
            ext("employment-type", valueCode="employee"),
        ]

    def admit(self, *, payer: str | None = None, **said: Any) -> str:
        """The id of a new Patient who is covered, diagnosed, in an episode and planned for; all under the same id."""
        id_ = unique("member")
        put_all(self.http, *self.member(id_, payer, **said))
        return id_

    def member(self, id_: str, payer: str | None = None, **said: Any) -> list[Json]:
        """The resources of `admit`, to be stored; `said` of the Patient."""
        return [patient(id_, **said), *self.file(id_, payer)]

    def file(self, id_: str, payer: str | None = None) -> list[Json]:
        """All that is on record of a Patient but the Patient."""
        about = {"subject": ref(f"Patient/{id_}")}
        program = ext("program", valueCode=self.state.program)
        insured = coverage(
            id_, id_, payer or self.payer.id, period={"start": SINCE}, **{"class": planned(self.state.program)}
        )
        diagnosis = {
            "resourceType": "Condition",
            "id": id_,
            "clinicalStatus": concept(f"{HL7}/condition-clinical", "active"),
            "verificationStatus": concept(f"{HL7}/condition-ver-status", "confirmed"),
            "category": [concept(f"{HL7}/condition-category", "problem-list-item")],
            "code": concept(ICD, self.state.diagnosis),
            **about,
        }
        episode = {
            "resourceType": "EpisodeOfCare",
            "id": id_,
            "status": "active",
            "patient": ref(f"Patient/{id_}"),
            "managingOrganization": self.ref,
            "period": {"start": self.state.admitted},
            "diagnosis": [{"condition": ref(f"Condition/{id_}")}],
            "extension": [program, *[criterion(code, self.state.admitted) for code in self.state.criteria]],
        }
        goal = {
            "resourceType": "Goal",
            "id": id_,
            "lifecycleStatus": "active",
            "description": {"text": "I want to take the bus to the library on my own"},
            "expressedBy": ref(f"Patient/{id_}"),
            "target": [
                {
                    "measure": {"text": "Ways to the library without company in a week"},
                    "detailString": "Two",
                    "dueDate": "2027-06-30",
                }
            ],
            **about,
        }
        inventory = {
            "resourceType": "Observation",
            "id": id_,
            "status": "final",
            "category": [concept(f"{HL7}/observation-category", "survey")],
            "code": ours("doc", "needs-assessment-inventory"),
            "effectiveDateTime": SINCE,
            "valueString": "Completed with the member",
            **about,
        }
        return [insured, diagnosis, episode, goal, inventory, *self._assessment(id_), self.plan(id_)]

    def _assessment(self, member: str) -> list[Json]:
        """The assessment before the first service (NE-15), as a copy, and the screenings (NE-38), where asked for."""
        if self.state.assessed is None:
            return []
        screenings = [screening(member, code, self.state.admitted) for code in self.state.screened]
        return [assessment(member, self.state.assessed, id=member), *screenings]

    def plan(self, member: str, **said: Any) -> Json:
        """The active plan of a member, with a goal and the activity that serves it (MT-19..21, ID-15..17, NE-20)."""
        goal = ref(f"Goal/{member}")
        more, beside = wellness(member, self.state.admitted) if self.state.plan == "wrsp" else ([], {})
        relapse = compound(
            "plan-component", code={"valueCode": "relapse-plan"}, text={"valueString": "Call the peer or the line"}
        )
        return {
            "resourceType": "CarePlan",
            "id": member,
            "extension": [ext("program", valueCode=self.state.program), relapse, *more, self.signoff()],
            "status": "active",
            "intent": "plan",
            "category": [
                concept("http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "assess-plan"),
                ours("plan-type", self.state.plan),
            ],
            "subject": ref(f"Patient/{member}"),
            "period": {"start": self.state.admitted},
            "created": self.state.admitted,
            "supportingInfo": [ref(f"Observation/{member}")],
            "goal": [goal],
            "activity": [
                {"detail": {"status": "in-progress", "code": concept(HCPCS, "H0038"), "goal": [goal]}},
            ],
            **beside,
            **said,
        }

    def signoff(self, who: str | None = None, when: str | None = None) -> Json:
        """That somebody, the supervisor if nobody else is told, signs a plan off (NE-36)."""
        return compound(
            "clinical-signoff",
            who={"valueReference": ref(who or self.supervisor)},
            when={"valueDateTime": when or self.state.admitted},
        )

    def clinician(self, licence: str, system: str = "ne-license") -> str:
        """The PractitionerRole of another clinician, of this licence."""
        id_ = unique("clinician")
        put_all(
            self.http,
            practitioner(id_, "Elkhorn", qualification=[licensed(licence, system)]),
            practitioner_role(id_, self.ref, code=[concept(NUCC, "101YA0400X")]),
        )
        return f"PractitionerRole/{id_}"

    def encounter(self, member: str, peer: str, start: str, end: str, **said: Any) -> Json:
        """E(id, start, end) of domain.md section 12 under an identifier of its own; `said` stands over it."""
        said_by_default: Json = {
            "resourceType": "Encounter",
            "identifier": [{"system": EHR, "value": unique("e")}],
            "status": "finished",
            "class": {"system": f"{HL7}/v3-ActCode", "code": "AMB"},
            "extension": self.content(member),
            "type": [concept(HCPCS, "H0038")],
            "subject": ref(f"Patient/{member}"),
            "episodeOfCare": [ref(f"EpisodeOfCare/{member}")],
            "participant": [{"type": [concept(f"{HL7}/v3-ParticipationType", "PPRF")], "individual": ref(peer)}],
            "period": {"start": start, "end": end},
            "serviceProvider": self.ref,
        }
        return said_by_default | said

    def content(self, member: str, *more: Json, mode: str = "individual", place: str = "53", **said: str) -> list[Json]:
        """The extensions of an encounter: its program, plan, mode, place and what was done."""
        code = said.get("intervention", self.state.intervention)
        return [
            ext("program", valueCode=self.state.program),
            ext("care-plan", valueReference=ref(f"CarePlan/{member}")),
            ext("place-of-service", valueCoding={"system": PLACES, "code": place}),
            ext("service-mode", valueCode=mode),
            ext("modality", valueCode=said.get("modality", "in-person")),
            ext("intervention", valueCoding={"system": f"{BASE}/CodeSystem/peer-intervention", "code": code}),
            *more,
        ]

    def claim(self, member: str, peer: str, *lines: Json, quoted: str | list[str] | None = None, **said: Any) -> Json:
        """C(lines) of domain.md section 12 under an identifier of its own; `quoted` are numbers of authorizations."""
        numbers = [quoted] if isinstance(quoted, str) else quoted
        insured: Json = {"sequence": 1, "focal": True, "coverage": ref(f"Coverage/{member}")}
        default: Json = claim(member, self.id) | {
            "identifier": [{"system": BILLING, "value": unique("c")}],
            "priority": concept(f"{HL7}/processpriority", "normal"),
            "careTeam": [
                {"sequence": 1, "provider": ref(peer), "role": concept(f"{HL7}/claimcareteamrole", "primary")}
            ],
            "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": concept(ICD, self.state.diagnosis)}],
            "insurance": [insured | ({"preAuthRef": numbers} if numbers else {})],
            "item": [{"sequence": number, **one} for number, one in enumerate(lines, 1)],
        }
        return default | said

    def again(self, frequency: str, original: str, billed: Json) -> Json:
        """The claim as a replacement ("7") or void ("8") of the Claim with the id `original`."""
        return billed | {
            "identifier": [{"system": BILLING, "value": unique("c")}],
            "extension": [ext("claim-frequency", valueCode=frequency)],
            "related": [
                {
                    "claim": ref(f"Claim/{original}"),
                    "relationship": concept(f"{HL7}/ex-relatedclaimrelationship", "prior"),
                }
            ],
        }
