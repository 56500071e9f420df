-- Whoever leaves a household is found among those a member is not offered to, without reading all of them.
create index residents_custody_of on residents_custody (resident_id);
