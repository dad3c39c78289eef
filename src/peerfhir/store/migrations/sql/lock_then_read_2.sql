-- The one way to facts that a write rests on: take the locks, then read. In one plain SQL statement both would use the
-- snapshot taken before the lock was granted, and two writers would each see the last unit free; a volatile PL/pgSQL
-- function takes a new snapshot for each of its statements.
--
-- Locks are taken in one order by everyone, so that no two wait for each other:
--   1. resources (those written exclusively, those rested on shared), identifiers, group sessions: 64-bit hashes, ascending
--   2. members: (1, root), ascending
--   3. rendering peers: (2, the last 31 bits of the Practitioner's pk), ascending
-- What names the locks of 2 and 3 is read again once they are held; if it changed, PF001 says to begin again.
--
-- Many small statements, not one large: starting an executor costs more than the rows, and most parts are not asked for.
-- The numbers in here are those of fhir.searching, which never change: types 44 Encounter, 108 Practitioner; parameters
-- 678 Encounter.date, 686 Encounter.participant, 1632 PractitionerRole.practitioner.
--
-- rtypes/ids the resources to lock and to read; the first `written` of them are locked exclusively, the others shared.
--            An ordinal into them stands for the resource, its member or its peer in what follows
-- locks      further exclusive locks
-- told       of the first so many resources the bodies are wanted
-- sources    the types among what is named whose references are followed first; `depth` times, from what was found too
-- followed   the parameters that are followed
-- unnamed    the types whose references without a parameter are followed, when 0 is among `followed`
-- counted    whether members and rendering peers are locked, because the ledger will be written
-- standing   whether the standing resources of the members are read; of stays those that overlap [around_lo, around_hi)
--            (microseconds since 1970, NULL for always)
-- people     further members
-- subject    ordinals: the patient whose member's ledger each window (program, first, last day) sums
-- near       contacts, one after the other: whose (an ordinal, or below zero a member's number), start, end, begin and
--            end of its day (microseconds since 1970), session, how many peers; then these (an ordinal, or below zero
--            the pk of a Practitioner)
-- same_*     business identifiers: is there a resource of this party that bears one
-- known      member identifiers (hashes); which member each names
-- fresh, fresh_members: how many new keys to draw
CREATE FUNCTION lock_then_read(
    rtypes smallint[], ids text[], written integer, locks bigint[], told integer,
    sources smallint[], followed integer[], unnamed smallint[], depth integer, counted boolean,
    standing boolean, around_lo bigint, around_hi bigint, people integer[], party integer,
    subject integer[], programs text[], firsts date[], lasts date[], near bigint[],
    same_params integer[], same_values bigint[], same_systems integer[],
    known bigint[], fresh integer, fresh_members integer
) RETURNS TABLE (
    part "char", ord integer, pk bigint, rtype smallint, fid text, vid integer, deleted boolean, owner integer,
    patient bigint, member integer, served boolean, digest bytea, updated timestamptz, body bytea,
    rendered bigint, claimed bigint, paid bigint, pended bigint, until timestamptz
) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    named bigint[] := '{}';
    member_of integer[] := '{}';  -- by ordinal
    peer_of bigint[] := '{}';  -- the Practitioner of a role, or a Practitioner's own pk, by ordinal
    peered boolean := counted OR cardinality(near) > 0;
    members integer[] := '{}';
    roots integer[] := '{}';
    alive integer;
    persons integer[];  -- every member of these roots
    theirs integer[];  -- every member of one of them
    rendering integer[] := '{}';  -- locks of peers
    again integer[];
    lock integer;
    edge bigint[] := '{}';
    reached bigint[] := '{}';
    lasting bigint[];
    beside bigint[] := '{}';
    peers bigint[];
    nearby bigint[];
    at integer := 1;
    contact integer := 0;
    place integer;
    person integer;
    who bigint;
    shared bigint;
    starts_at timestamptz;
    ends_at timestamptz;
    day_from timestamptz;
    day_to timestamptz;
BEGIN
    PERFORM CASE WHEN exclusive THEN pg_advisory_xact_lock(key) ELSE pg_advisory_xact_lock_shared(key) END
       FROM (SELECT hashtextextended(w.i, w.t) AS key, w.ord <= written AS exclusive
               FROM unnest(rtypes, ids) WITH ORDINALITY w (t, i, ord)
              UNION ALL SELECT l, true FROM unnest(locks) l
              ORDER BY key) ascending;

    -- Under their locks these stay as they are, whatever else is waited for.
    FOR part, ord, pk, rtype, fid, vid, deleted, owner, patient, member, served, digest, updated, body IN
        SELECT 'r'::"char", w.ord::integer, r.pk, r.rtype, r.fid, r.vid, r.deleted, r.owner, r.patient, r.member,
               EXISTS (SELECT 1 FROM sight s WHERE s.party = lock_then_read.party AND s.patient = r.patient),
               r.digest, CASE WHEN w.ord <= written THEN r.updated END, CASE WHEN w.ord <= told THEN r.body END
          FROM unnest(rtypes, ids) WITH ORDINALITY w (t, i, ord)
          JOIN resource r ON r.rtype = w.t AND r.fid = w.i
    LOOP
        named := named || pk;
        IF rtype = ANY (sources) THEN
            edge := edge || pk;
        END IF;
        member_of[ord] := member;
        IF member IS NOT NULL AND member <> ALL (members) THEN
            members := members || member;
        END IF;
        IF rtype = 109 AND peered THEN
            who := pk;
            SELECT x.target INTO rendered FROM index_reference x WHERE x.pk = who AND x.param = 1632;
        ELSIF rtype = 108 AND peered THEN
            rendered := pk;
        ELSE
            rendered := NULL;
        END IF;
        peer_of[ord] := rendered;
        IF rendered IS NOT NULL AND rendered & 2147483647 <> ALL (rendering) THEN
            rendering := rendering || (rendered & 2147483647)::integer;
        END IF;
        RETURN NEXT;
    END LOOP;
    digest := NULL;  -- what the parts below do not set is not sent again with them
    updated := NULL;
    body := NULL;
    rendered := NULL;

    IF counted OR standing OR cardinality(near) > 0 OR cardinality(programs) > 0 THEN
        SELECT coalesce(array_agg(DISTINCT m.root), '{}') INTO roots FROM member m WHERE m.no = ANY (members || people);
        IF cardinality(known) > 0 THEN
            SELECT coalesce(array_agg(DISTINCT n.root), '{}') INTO roots
              FROM (SELECT unnest(roots)
                     UNION ALL
                    SELECT m.root FROM member_key k JOIN member m ON m.no = k.member WHERE k.key = ANY (known)) n (root);
        END IF;
    END IF;
    IF counted THEN
        FOREACH lock IN ARRAY roots LOOP
            IF NOT pg_try_advisory_xact_lock(1, lock) THEN
                PERFORM pg_advisory_xact_lock(1, lock);
            END IF;
        END LOOP;
    END IF;
    IF roots <> '{}' THEN
        -- Under the locks above a resource or an identifier keeps its member. A member's root changes only in a merge,
        -- which takes the lock of each root it changes.
        SELECT array_agg(m.no), count(*) FILTER (WHERE m.no = m.root) INTO persons, alive
          FROM member m WHERE m.root = ANY (roots);
        IF counted AND alive <> cardinality(roots) THEN
            RAISE EXCEPTION 'what names the locks changed while they were waited for' USING ERRCODE = 'PF001';
        END IF;
        IF cardinality(persons) > cardinality(roots) THEN
            RETURN QUERY
                SELECT 'g'::"char", m.root, 0::bigint, 0::smallint, ''::text, 0, false, 0, 0::bigint, m.no, false,
                       NULL::bytea, NULL::timestamptz, NULL::bytea,
                       NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::timestamptz
                  FROM member m WHERE m.root = ANY (roots) AND m.no <> m.root;
        END IF;
    END IF;

    IF counted THEN
        -- A role that is named keeps its practitioner under its lock; one that only an encounter names does not.
        FOR turn IN 1 .. 2 LOOP
            IF 44 = ANY (rtypes) OR cardinality(rendering) > 1 THEN
                SELECT coalesce(array_agg(DISTINCT (n.peer & 2147483647)::integer), '{}') INTO again
                  FROM (SELECT unnest(peer_of)
                         UNION ALL
                        SELECT coalesce(y.target, x.target)
                          FROM index_reference x
                          LEFT JOIN index_reference y ON y.pk = x.target AND y.param = 1632
                         WHERE x.pk = ANY (named) AND x.param = 686) n (peer)
                 WHERE n.peer IS NOT NULL;
                IF turn = 2 AND again <> rendering THEN
                    RAISE EXCEPTION 'what names the locks changed while they were waited for' USING ERRCODE = 'PF001';
                END IF;
                rendering := again;
            END IF;
            EXIT WHEN turn = 2;
            FOREACH lock IN ARRAY rendering LOOP
                IF NOT pg_try_advisory_xact_lock(2, lock) THEN
                    PERFORM pg_advisory_xact_lock(2, lock);
                END IF;
            END LOOP;
        END LOOP;
    END IF;

    FOR turn IN 1 .. depth LOOP
        SELECT array_agg(DISTINCT x.target) INTO edge
          FROM index_reference x
         WHERE x.pk = ANY (edge) AND x.param = ANY (followed)
           AND (x.param <> 0 OR (SELECT s.rtype FROM resource s WHERE s.pk = x.pk) = ANY (unnamed))
           AND x.target <> ALL (named) AND x.target <> ALL (reached);
        EXIT WHEN edge IS NULL;
        reached := reached || edge;
    END LOOP;

    IF standing THEN
        starts_at := coalesce('epoch'::timestamptz + around_lo * interval '1 microsecond', '-infinity');
        ends_at := coalesce('epoch'::timestamptz + around_hi * interval '1 microsecond', 'infinity');
        SELECT array_agg(d.pk) INTO lasting
          FROM index_date d
         WHERE d.param = 0 AND d.member = ANY (persons) AND d.lo < ends_at AND d.hi > starts_at;
    END IF;

    WHILE at < cardinality(near) LOOP
        contact := contact + 1;
        place := near[at];
        starts_at := 'epoch'::timestamptz + near[at + 1] * interval '1 microsecond';
        ends_at := 'epoch'::timestamptz + near[at + 2] * interval '1 microsecond';
        day_from := 'epoch'::timestamptz + near[at + 3] * interval '1 microsecond';
        day_to := 'epoch'::timestamptz + near[at + 4] * interval '1 microsecond';
        shared := near[at + 5];
        person := CASE WHEN place > 0 THEN member_of[place] WHEN place < 0 THEN -place END;
        IF cardinality(roots) = 1 OR person IS NULL THEN
            theirs := persons;  -- a Patient that is being made is one of these, or nobody yet
        ELSE
            SELECT array_agg(g.no) INTO theirs FROM member m JOIN member g ON g.root = m.root WHERE m.no = person;
        END IF;
        SELECT array_agg(d.pk) INTO nearby
          FROM index_date d
         WHERE d.param = 678 AND d.member = ANY (theirs) AND d.lo < ends_at AND d.lo > starts_at - interval '744 hours'
           AND d.hi > starts_at AND d.pk <> ALL (beside);
        beside := beside || nearby;

        peers := '{}';
        FOR i IN at + 7 .. at + 6 + near[at + 6] LOOP
            who := CASE WHEN near[i] > 0 THEN peer_of[near[i]] ELSE -near[i] END;
            IF who IS NOT NULL THEN
                peers := peers || who;
            END IF;
        END LOOP;
        IF peers <> '{}' THEN
            -- A contact lasts a day at most. What only is of the same day is told by its times alone.
            RETURN QUERY
                SELECT 'a'::"char", contact, a.encounter, 0::smallint,
                       CASE WHEN a.starts < ends_at AND a.ends > starts_at
                            THEN (SELECT r.fid FROM resource r WHERE r.pk = a.encounter) ELSE '' END,
                       0, a.grouped, 0, a.peer,
                       CASE WHEN a.starts < ends_at AND a.ends > starts_at
                            THEN (SELECT m.root FROM resource r JOIN member m ON m.no = r.member
                                   WHERE r.pk = a.encounter) END,
                       false, NULL::bytea, a.starts, NULL::bytea, a.session,
                       CASE WHEN a.starts < ends_at AND a.ends > starts_at
                            THEN (SELECT sum(l.units) FROM ledger l
                                   WHERE l.encounter = a.encounter AND l.kind IN ('p', 'h')) END,
                       NULL::bigint, NULL::bigint, a.ends
                  FROM attendance a
                 WHERE a.peer = ANY (peers)
                   AND a.starts >= least(day_from, starts_at - interval '24 hours')
                   AND a.starts < greatest(day_to, ends_at)
                   AND (a.starts >= day_from AND a.starts < day_to OR a.starts < ends_at AND a.ends > starts_at);
        END IF;
        IF shared IS NOT NULL THEN
            RETURN QUERY
                SELECT 'p'::"char", contact, a.encounter, 0::smallint, r.fid, 0, a.grouped, 0, a.peer, m.root, false,
                       NULL::bytea, a.starts, NULL::bytea, a.session, 0::bigint, NULL::bigint, NULL::bigint, a.ends
                  FROM attendance a
                  JOIN resource r ON r.pk = a.encounter
                  LEFT JOIN member m ON m.no = r.member
                 WHERE a.session = shared
                 LIMIT 200;
        END IF;
        at := at + 7 + near[at + 6];
    END LOOP;

    edge := reached || lasting || beside;
    IF cardinality(edge) > 0 THEN
        RETURN QUERY
            SELECT CASE WHEN n.ord <= cardinality(reached) THEN 'h'::"char"
                        WHEN n.ord <= cardinality(reached || lasting) THEN 't'::"char" ELSE 'b'::"char" END,
                   0, r.pk, r.rtype, r.fid, r.vid, r.deleted, r.owner, r.patient, r.member, false,
                   NULL::bytea, NULL::timestamptz, r.body,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::timestamptz
              FROM unnest(edge) WITH ORDINALITY n (pk, ord) JOIN resource r ON r.pk = n.pk;
    END IF;

    FOR i IN 1 .. cardinality(programs) LOOP
        person := member_of[subject[i]];
        CONTINUE WHEN person IS NULL;
        IF cardinality(roots) = 1 THEN
            theirs := persons;
        ELSE
            SELECT array_agg(g.no) INTO theirs FROM member m JOIN member g ON g.root = m.root WHERE m.no = person;
        END IF;
        SELECT 'w', i, coalesce(sum(l.units) FILTER (WHERE l.kind = 'r'), 0),
               coalesce(sum(l.units) FILTER (WHERE l.kind = 'c'), 0),
               coalesce(sum(l.units) FILTER (WHERE l.kind = 'p'), 0),
               coalesce(sum(l.units) FILTER (WHERE l.kind = 'h'), 0)
          INTO part, ord, rendered, claimed, paid, pended
          FROM ledger l
         WHERE l.member = ANY (theirs) AND l.program = programs[i] AND l.day BETWEEN firsts[i] AND lasts[i];
        RETURN NEXT;
    END LOOP;

    IF cardinality(same_params) > 0 THEN
        RETURN QUERY
            SELECT 's'::"char", w.ord::integer, r.pk, r.rtype, r.fid, r.vid, r.deleted, r.owner, r.patient, r.member,
                   false, r.digest, r.updated, r.body,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::timestamptz
              FROM unnest(same_params, same_values, same_systems) WITH ORDINALITY w (param, value, system, ord)
              JOIN index_key k ON k.param = w.param AND k.value = w.value AND k.system = w.system
              JOIN resource r ON r.pk = k.pk AND r.owner = lock_then_read.party;
    END IF;

    IF cardinality(known) > 0 THEN
        RETURN QUERY
            SELECT 'k'::"char", w.ord::integer, 0::bigint, 0::smallint, ''::text, 0, false, 0, 0::bigint, k.member,
                   false, NULL::bytea, NULL::timestamptz, NULL::bytea,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::timestamptz
              FROM unnest(known) WITH ORDINALITY w (key, ord)
              JOIN member_key k ON k.key = w.key;
    END IF;

    part := 'n';
    FOR i IN 1 .. fresh LOOP
        pk := nextval('resource_pk_seq');
        RETURN NEXT;
    END LOOP;
    part := 'm';
    FOR i IN 1 .. fresh_members LOOP
        pk := nextval('member_no_seq');
        RETURN NEXT;
    END LOOP;
END
$$;
