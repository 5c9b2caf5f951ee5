-- KEYS: what is asked for. ARGV: how far our clock is ahead of this one, then of each key its interval, burst and cost, and
-- after what time all is back that was counted elsewhere while this Redis was away; all times in microseconds. Answers of
-- each key: whether it is allowed, how many are left, when to try again, when all is back.
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2] + tonumber(ARGV[1])
local asks, all_allowed = {}, true
for i, key in ipairs(KEYS) do
    local interval, burst = tonumber(ARGV[4 * i - 2]), tonumber(ARGV[4 * i - 1])
    local cost, elsewhere = tonumber(ARGV[4 * i]), tonumber(ARGV[4 * i + 1])
    local kept = math.max(tonumber(redis.call('GET', key) or now), now)
    local before = math.max(kept, now + elsewhere)
    local room = now + interval * burst
    local after = math.max(before + interval * cost, now)
    local allowed = cost < 0 or after <= room
    all_allowed = all_allowed and allowed
    asks[i] = {interval = interval, kept = kept, before = before, room = room, after = after, allowed = allowed}
end
local told = {}
for i, key in ipairs(KEYS) do
    local ask = asks[i]
    local full_at = all_allowed and ask.after or ask.before
    if full_at <= now then
        redis.call('DEL', key)
    elseif full_at ~= ask.kept then
        redis.call('SET', key, string.format('%.0f', full_at), 'PX', math.max(1, math.ceil((full_at - now) / 1000)))
    end
    told[#told + 1] = ask.allowed and 1 or 0
    told[#told + 1] = math.floor(math.max(0, ask.room - full_at) / ask.interval)
    told[#told + 1] = ask.allowed and 0 or ask.after - ask.room
    told[#told + 1] = full_at - now
end
return told
