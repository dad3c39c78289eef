-- The roots of the members that these resources belong to, ascending: what the ledger's locks are named by.
CREATE FUNCTION member_roots(rtypes smallint[], ids text[]) RETURNS integer[] LANGUAGE sql VOLATILE AS $$
    SELECT array_agg(DISTINCT m.root ORDER BY m.root)
      FROM unnest(rtypes, ids) w (t, i)
      JOIN resource r ON r.rtype = w.t AND r.fid = w.i
      JOIN member m ON m.no = r.member
$$;
