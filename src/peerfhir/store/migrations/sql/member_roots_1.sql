-- The roots of the members that these resources belong to, and of those that these member identifiers (hashes) name,
-- ascending: what the ledger's locks are named by.
CREATE FUNCTION member_roots(rtypes smallint[], ids text[], known bigint[]) RETURNS integer[] LANGUAGE sql VOLATILE AS $$
    SELECT array_agg(DISTINCT m.root ORDER BY m.root)
      FROM (SELECT r.member FROM unnest(rtypes, ids) w (t, i) JOIN resource r ON r.rtype = w.t AND r.fid = w.i
             UNION ALL SELECT k.member FROM member_key k WHERE k.key = ANY (known)) named
      JOIN member m ON m.no = named.member
$$;
