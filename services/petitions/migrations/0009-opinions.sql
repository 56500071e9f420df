-- What was said elsewhere, the newest first.
create index petitions_case_opinions on petitions_case (received_on, id) where kind = 'opinion';
-- Addresses are one whatever letters they are typed in.
create index petitions_case_by_lower_email on petitions_case (lower(email)) where email <> '';
