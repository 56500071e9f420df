-- When somebody was put on the list of a breach: what that asks for cannot have gone out before. Of those who are on a
-- list already it is not known; the breach is older.
alter table residents_breach_person add column added_at text;
update residents_breach_person set added_at =
    (select b.created_at from residents_breach b where b.id = residents_breach_person.breach_id);
