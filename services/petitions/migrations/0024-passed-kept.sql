-- A report that is passed on is known by a mark of what was sent, so that what is sent twice is one; it is kept for years
-- and destroyed once the archives authority approved. Its number, days and acts stay.
alter table petitions_passed add column mark text;
alter table petitions_passed add column letter text not null default '';
alter table petitions_passed add column letter_on text;
alter table petitions_passed add column destroyed_at text;
create unique index petitions_passed_mark on petitions_passed (mark);
-- Messages that did not arrive are told apart by their keys.
update foundation_mail set unique_key = 'petitions:passed:' || matter_id || ':agency'
    where matter = 'petitions_passed' and unique_key = 'petitions:passed:' || matter_id;
update foundation_mail set unique_key = 'petitions:passed:' || matter_id || ':person'
    where matter = 'petitions_passed' and unique_key is null and body like '%/office/petitions-passed/%';
update foundation_mail set unique_key = 'petitions:passed:' || matter_id || ':receipt'
    where matter = 'petitions_passed' and unique_key is null and body like '%/passed?k=%';
