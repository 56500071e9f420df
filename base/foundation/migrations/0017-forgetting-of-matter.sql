-- Of which matter a file is whose bytes are to be forgotten: what waits until none of a matter are left asks for it.
alter table foundation_forgetting add column matter_id text not null default '';
create index foundation_forgetting_of_matter on foundation_forgetting (matter_id, file_id);
