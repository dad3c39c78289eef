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
-- followed   parameters whose references are followed from what is named and from what that leads to, `depth` times;
-- unnamed    types whose references that no parameter covers (0) are followed
-- counted    whether members and rendering peers are locked, because the ledger will be written
-- standing   whether the standing resources of the members are read; of stays those that overlap [around_lo, around_hi)
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
    followed integer[], unnamed smallint[], depth integer, counted boolean,
    standing boolean, around_lo timestamptz, around_hi timestamptz, people integer[], party integer,
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
    mine bigint[] := '{}';  -- of these, what is written
    root_of integer[] := '{}';  -- of its member, by ordinal
    peer_of bigint[] := '{}';  -- the Practitioner of a role, or a Practitioner's own pk, by ordinal
    root integer;
    roots integer[] := '{}';
    alive integer;
    persons integer[];  -- every member of these roots
    theirs integer[];  -- every member of one of them
    rendering integer[] := '{}';  -- locks of peers
    again integer[];
    lock integer;
    edge bigint[];
    reached bigint[] := '{}';
    lasting bigint[];
    beside bigint[] := '{}';
    overlapping bigint[];
    nearby bigint[];
    at integer := 1;
    contact integer := 0;
    place integer;
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
    FOR part, ord, pk, rtype, fid, vid, deleted, owner, patient, member, served, digest, updated, body, root, rendered IN
        SELECT 'r'::"char", w.ord::integer, r.pk, r.rtype, r.fid, r.vid, r.deleted, r.owner, r.patient, r.member,
               EXISTS (SELECT 1 FROM sight s WHERE s.party = lock_then_read.party AND s.patient = r.patient),
               r.digest, r.updated, CASE WHEN w.ord <= told THEN r.body END,
               m.root, CASE WHEN r.rtype = 108 THEN r.pk ELSE x.target END
          FROM unnest(rtypes, ids) WITH ORDINALITY w (t, i, ord)
          JOIN resource r ON r.rtype = w.t AND r.fid = w.i
          LEFT JOIN member m ON m.no = r.member
          LEFT JOIN index_reference x ON x.pk = r.pk AND x.param = 1632
    LOOP
        RETURN NEXT;
        named := named || pk;
        IF ord <= written THEN
            mine := mine || pk;
        END IF;
        root_of[ord] := root;
        peer_of[ord] := rendered;
        IF root IS NOT NULL AND root <> ALL (roots) THEN
            roots := roots || root;
        END IF;
        IF rendered IS NOT NULL AND rendered & 2147483647 <> ALL (rendering) THEN
            rendering := rendering || (rendered & 2147483647)::integer;
        END IF;
    END LOOP;
    digest := NULL;  -- what the parts below do not set is not sent again with them
    updated := NULL;
    body := NULL;
    rendered := NULL;

    IF cardinality(known) > 0 OR cardinality(people) > 0 OR cardinality(roots) > 1 THEN
        SELECT coalesce(array_agg(DISTINCT m.root), '{}') INTO roots
          FROM (SELECT unnest(roots || people)
                 UNION ALL SELECT k.member FROM member_key k WHERE k.key = ANY (known)) n (no)
          JOIN member m ON m.no = n.no;
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
    IF counted AND (44 = ANY (rtypes) OR cardinality(rendering) > 1) THEN
        -- A role that is named keeps its practitioner under its lock; one that an encounter names does not.
        FOR turn IN 1 .. 2 LOOP
            SELECT array_agg(DISTINCT (n.peer & 2147483647)::integer) INTO again
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
            rendering := coalesce(again, '{}');
            FOREACH lock IN ARRAY rendering LOOP
                IF NOT pg_try_advisory_xact_lock(2, lock) THEN
                    PERFORM pg_advisory_xact_lock(2, lock);
                END IF;
            END LOOP;
        END LOOP;
    ELSIF counted THEN
        FOREACH lock IN ARRAY rendering LOOP
            IF NOT pg_try_advisory_xact_lock(2, lock) THEN
                PERFORM pg_advisory_xact_lock(2, lock);
            END IF;
        END LOOP;
    END IF;

    edge := named;
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
        SELECT array_agg(d.pk) INTO lasting
          FROM index_date d
         WHERE d.param = 0 AND d.member = ANY (persons) AND d.lo < around_hi AND d.hi > around_lo;
    END IF;

    WHILE at < cardinality(near) LOOP
        contact := contact + 1;
        place := near[at];
        starts_at := 'epoch'::timestamptz + near[at + 1] * interval '1 microsecond';
        ends_at := 'epoch'::timestamptz + near[at + 2] * interval '1 microsecond';
        day_from := 'epoch'::timestamptz + near[at + 3] * interval '1 microsecond';
        day_to := 'epoch'::timestamptz + near[at + 4] * interval '1 microsecond';
        shared := near[at + 5];
        IF cardinality(roots) = 1 AND root_of[place] = roots[1] THEN
            theirs := persons;
        ELSE
            SELECT array_agg(g.no) INTO theirs
              FROM member g
             WHERE g.root = CASE WHEN place > 0 THEN root_of[place]
                                 ELSE (SELECT m.root FROM member m WHERE m.no = -place) END;
        END IF;
        SELECT array_agg(d.pk) INTO nearby
          FROM index_date d
         WHERE d.param = 678 AND d.member = ANY (theirs) AND d.lo < ends_at AND d.lo > starts_at - interval '744 hours'
           AND d.hi > starts_at;
        beside := beside || nearby;

        overlapping := NULL;
        FOR i IN at + 7 .. at + 6 + near[at + 6] LOOP
            who := CASE WHEN near[i] > 0 THEN peer_of[near[i]] ELSE -near[i] END;
            IF who IS NOT NULL THEN
                -- A contact lasts a day at most.
                SELECT 'd', contact, who,
                       coalesce(sum(extract(epoch FROM a.ends - a.starts)::bigint)
                           FILTER (WHERE NOT a.grouped AND a.starts >= day_from AND a.starts < day_to
                                     AND a.encounter <> ALL (mine)), 0),
                       overlapping || array_agg(a.encounter) FILTER (WHERE a.starts < ends_at AND a.ends > starts_at)
                  INTO part, ord, pk, rendered, overlapping
                  FROM attendance a
                 WHERE a.peer = who
                   AND a.starts >= least(day_from, starts_at - interval '24 hours')
                   AND a.starts < greatest(day_to, ends_at);
                RETURN NEXT;
            END IF;
        END LOOP;
        IF overlapping IS NOT NULL THEN
            RETURN QUERY
                SELECT 'a'::"char", contact, a.encounter, 0::smallint, r.fid, 0, a.grouped, 0, a.peer, m.root, false,
                       NULL::bytea, a.starts, NULL::bytea, a.session,
                       (SELECT sum(l.units) FROM ledger l WHERE l.encounter = a.encounter AND l.kind = 'c'),
                       NULL::bigint, NULL::bigint, a.ends
                  FROM attendance a
                  JOIN resource r ON r.pk = a.encounter
                  LEFT JOIN member m ON m.no = r.member
                 WHERE a.encounter = ANY (overlapping);
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
                   r.digest, r.updated, r.body,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::timestamptz
              FROM unnest(edge) WITH ORDINALITY n (pk, ord) JOIN resource r ON r.pk = n.pk;
    END IF;

    FOR i IN 1 .. cardinality(programs) LOOP
        place := subject[i];
        IF cardinality(roots) = 1 AND root_of[place] = roots[1] THEN
            theirs := persons;
        ELSE
            SELECT array_agg(g.no) INTO theirs FROM member g WHERE g.root = root_of[place];
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
