-- Breaches that are open, closed or announced, and who waits for a letter: each is found without reading the others.
create index residents_breach_open on residents_breach (known_at, id) where state <> 'closed';
create index residents_breach_closed on residents_breach (closed_at, id) where state = 'closed';
create index residents_breach_announced on residents_breach (announced_at, id) where announced_at is not null;
create index residents_breach_person_unwritten on residents_breach_person (breach_id, id)
    where email <> '' and written_at is null and told_at is null;
create index residents_breach_person_by_name on residents_breach_person (breach_id, name)
    where email = '' and phone = '';
