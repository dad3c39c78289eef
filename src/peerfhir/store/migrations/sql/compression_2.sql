-- Rulings are compressed by lz4 where the server was built with it, else by what the server has.
DO $$
BEGIN
    ALTER TABLE ruling ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;
