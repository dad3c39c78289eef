-- The one way to facts that a write rests on: take the locks, then read. In one plain SQL statement both would use the
-- snapshot taken before the lock was granted, and two writers would each see the last unit free; a volatile PL/pgSQL
-- function takes a new snapshot for each of its statements.
--
-- locks      advisory locks in ascending order, exclusive[i] saying how the i-th is taken
-- rtypes/ids the resources to read, in the order of the caller's list; bodies: the types whose bodies are wanted
-- hops       parameters whose references are followed once from what was read (a role's practitioner)
-- counted    whether the members of what was read are locked too, because the ledger will be written
-- subject    ordinals into rtypes/ids: the patient whose member's ledger each window (program, first, last day) sums
-- same_*     business identifiers: is there a resource of this party that bears one
-- known      member identifiers (hashes); which member each names
-- fresh, fresh_members: how many new keys to draw
CREATE FUNCTION lock_then_read(
    locks bigint[], exclusive boolean[],
    rtypes smallint[], ids text[], bodies smallint[], hops integer[], counted boolean, party integer,
    subject integer[], programs text[], firsts date[], lasts date[],
    same_params integer[], same_values bigint[], same_systems integer[],
    known bigint[], fresh integer, fresh_members integer
) RETURNS TABLE (
    part "char", ord integer, pk bigint, rtype smallint, fid text, vid integer, deleted boolean, owner integer,
    patient bigint, member integer, served boolean, digest bytea, updated timestamptz, body bytea,
    rendered bigint, claimed bigint, paid bigint, pended bigint
) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    before integer[];
    after integer[];
BEGIN
    FOR i IN 1 .. cardinality(locks) LOOP
        IF exclusive[i] THEN
            PERFORM pg_advisory_xact_lock(locks[i]);
        ELSE
            PERFORM pg_advisory_xact_lock_shared(locks[i]);
        END IF;
    END LOOP;

    IF counted THEN
        before := member_roots(rtypes, ids, known);
        FOR i IN 1 .. coalesce(cardinality(before), 0) LOOP
            PERFORM pg_advisory_xact_lock(1, before[i]);
        END LOOP;
        after := member_roots(rtypes, ids, known);
        IF after IS DISTINCT FROM before THEN
            RAISE EXCEPTION 'what names the locks changed while they were waited for' USING ERRCODE = 'PF001';
        END IF;
    END IF;

    RETURN QUERY
        SELECT 'r'::"char", w.ord::integer, r.pk, r.rtype, r.fid, r.vid, r.deleted, r.owner, r.patient, r.member,
               EXISTS (SELECT 1 FROM sight s WHERE s.party = lock_then_read.party AND s.patient = r.patient),
               r.digest, r.updated, CASE WHEN r.rtype = ANY (bodies) THEN r.body END,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
          FROM unnest(rtypes, ids) WITH ORDINALITY w (t, i, ord)
          JOIN resource r ON r.rtype = w.t AND r.fid = w.i;

    IF cardinality(hops) > 0 THEN
        RETURN QUERY
            SELECT 'h'::"char", w.ord::integer, h.pk, h.rtype, h.fid, h.vid, h.deleted, h.owner, h.patient, h.member,
                   false, h.digest, h.updated, h.body,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
              FROM unnest(rtypes, ids) WITH ORDINALITY w (t, i, ord)
              JOIN resource r ON r.rtype = w.t AND r.fid = w.i
              JOIN index_reference x ON x.pk = r.pk AND x.param = ANY (hops)
              JOIN resource h ON h.pk = x.target;
    END IF;

    IF cardinality(programs) > 0 THEN
        RETURN QUERY
            SELECT 'w'::"char", w.ord::integer, 0::bigint, 0::smallint, ''::text, 0, false, 0, 0::bigint, 0, false,
                   NULL::bytea, NULL::timestamptz, NULL::bytea,
                   coalesce(sum(l.units) FILTER (WHERE l.kind = 'r'), 0),
                   coalesce(sum(l.units) FILTER (WHERE l.kind = 'c'), 0),
                   coalesce(sum(l.units) FILTER (WHERE l.kind = 'p'), 0),
                   coalesce(sum(l.units) FILTER (WHERE l.kind = 'h'), 0)
              FROM unnest(subject, programs, firsts, lasts) WITH ORDINALITY w (s, program, first, last, ord)
              JOIN resource r ON r.rtype = rtypes[w.s] AND r.fid = ids[w.s]
              JOIN member m ON m.no = r.member
              JOIN member g ON g.root = m.root
              LEFT JOIN ledger l ON l.member = g.no AND l.program = w.program AND l.day BETWEEN w.first AND w.last
             GROUP BY w.ord;
    END IF;

    IF cardinality(same_params) > 0 THEN
        RETURN QUERY
            SELECT 's'::"char", w.ord::integer, r.pk, r.rtype, r.fid, r.vid, r.deleted, r.owner, r.patient, r.member,
                   false, r.digest, r.updated, r.body,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
              FROM unnest(same_params, same_values, same_systems) WITH ORDINALITY w (param, value, system, ord)
              JOIN index_key k ON k.param = w.param AND k.value = w.value AND k.system = w.system
              JOIN resource r ON r.pk = k.pk AND r.owner = lock_then_read.party;
    END IF;

    IF cardinality(known) > 0 THEN
        RETURN QUERY
            SELECT 'k'::"char", w.ord::integer, 0::bigint, 0::smallint, ''::text, 0, false, 0, 0::bigint, k.member,
                   false, NULL::bytea, NULL::timestamptz, NULL::bytea,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
              FROM unnest(known) WITH ORDINALITY w (key, ord)
              JOIN member_key k ON k.key = w.key;
    END IF;

    FOR i IN 1 .. fresh LOOP
        RETURN QUERY
            SELECT 'n'::"char", i, nextval('resource_pk_seq'), 0::smallint, ''::text, 0, false, 0, 0::bigint, 0, false,
                   NULL::bytea, NULL::timestamptz, NULL::bytea,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint;
    END LOOP;
    FOR i IN 1 .. fresh_members LOOP
        RETURN QUERY
            SELECT 'm'::"char", i, nextval('member_no_seq'), 0::smallint, ''::text, 0, false, 0, 0::bigint, 0, false,
                   NULL::bytea, NULL::timestamptz, NULL::bytea,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint;
    END LOOP;
END
$$;
