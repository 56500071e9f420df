-- Bytes of files are forgotten in one way in the whole house. What has a row is left out: it is not to be forgotten, and
-- a later step of another service takes the rows away of all that is.
-- An older program that still runs cannot note here any more whose bytes are to go, and so takes no file, destroys
-- nothing and drops nothing: each is refused whole, or tried again by the new one.
-- Under its new name nobody else writes to the table any more until all of it is moved.
alter table petitions_forgetting rename to petitions_forgetting_moved;
insert into foundation_forgetting (file_id, matter_id, due_at)
    select p.file_id, p.matter_id, p.due_at from petitions_forgetting_moved p
    where not exists (select 1 from foundation_file f where f.id = p.file_id);
drop table petitions_forgetting_moved;
delete from foundation_job where kind = 'petitions.forget';
