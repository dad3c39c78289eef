-- The one way to facts that a write rests on: take the locks, then read. In one plain SQL statement both would use the
-- snapshot taken before the lock was granted, and two writers would each see the last unit free; a volatile PL/pgSQL
-- function takes a new snapshot for each of its statements.
--
-- rtypes/ids the resources to lock and to read; the first `written` of them are locked exclusively, the others shared
-- locks      further exclusive locks; all of them are taken in one ascending order
-- told       of the first so many resources the bodies are wanted
-- hop_*      the parameter of a type whose references are followed once from what was read (a role's practitioner)
-- counted    whether the members of what was read are locked too, because the ledger will be written
-- subject    ordinals into rtypes/ids: the patient whose member's ledger each window (program, first, last day) sums
-- same_*     business identifiers: is there a resource of this party that bears one
-- known      member identifiers (hashes); which member each names
-- fresh, fresh_members: how many new keys to draw
CREATE FUNCTION lock_then_read(
    rtypes smallint[], ids text[], written integer, locks bigint[],
    told integer, hop_type smallint, hop_param integer, counted boolean, party integer,
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
    roots integer[];
BEGIN
    PERFORM CASE WHEN exclusive THEN pg_advisory_xact_lock(key) ELSE pg_advisory_xact_lock_shared(key) END
       FROM (SELECT hashtextextended(w.i, w.t) AS key, w.ord <= written AS exclusive
               FROM unnest(rtypes, ids) WITH ORDINALITY w (t, i, ord)
              UNION ALL SELECT l, true FROM unnest(locks) l
              ORDER BY key) ascending;

    IF counted THEN
        -- Under the locks above a resource or an identifier keeps its member. A member's root changes only in a merge,
        -- which takes the lock of each root it changes.
        SELECT array_agg(DISTINCT m.root ORDER BY m.root) INTO roots
          FROM (SELECT r.member FROM unnest(rtypes, ids) w (t, i) JOIN resource r ON r.rtype = w.t AND r.fid = w.i
                 UNION ALL SELECT k.member FROM member_key k WHERE k.key = ANY (known)) named
          JOIN member m ON m.no = named.member;
        PERFORM pg_advisory_xact_lock(1, root) FROM unnest(roots) root;
        IF EXISTS (SELECT FROM member m WHERE m.no = ANY (roots) AND m.root <> m.no) THEN
            RAISE EXCEPTION 'what names the locks changed while they were waited for' USING ERRCODE = 'PF001';
        END IF;
    END IF;

    RETURN QUERY
        SELECT 'r'::"char", w.ord::integer, r.pk, r.rtype, r.fid, r.vid, r.deleted, r.owner, r.patient, r.member,
               EXISTS (SELECT 1 FROM sight s WHERE s.party = lock_then_read.party AND s.patient = r.patient),
               r.digest, r.updated, CASE WHEN w.ord <= told THEN r.body END,
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
          FROM unnest(rtypes, ids) WITH ORDINALITY w (t, i, ord)
          JOIN resource r ON r.rtype = w.t AND r.fid = w.i;

    IF hop_type = ANY (rtypes) THEN
        RETURN QUERY
            SELECT 'h'::"char", w.ord::integer, h.pk, h.rtype, h.fid, h.vid, h.deleted, h.owner, h.patient, h.member,
                   false, h.digest, h.updated, h.body,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint
              FROM unnest(rtypes, ids) WITH ORDINALITY w (t, i, ord)
              JOIN resource r ON r.rtype = w.t AND r.fid = w.i
              JOIN index_reference x ON x.pk = r.pk AND x.param = hop_param
              JOIN resource h ON h.pk = x.target
             WHERE w.t = hop_type;
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
