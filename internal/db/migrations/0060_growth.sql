-- +goose Up
-- Lists that are ordered by another column than the one that finds them: without these their first page reads and sorts all there is.
CREATE INDEX service_case_running ON service_case (handler, received_at) WHERE state IN ('received', 'noticed', 'accepted', 'decided');
CREATE INDEX service_case_ready ON service_case (hall_id, ready_at) WHERE state = 'decided' AND ready_at > 0;

-- +goose Down
SELECT 1;
