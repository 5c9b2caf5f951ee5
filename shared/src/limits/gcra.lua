-- KEYS: what is asked for. ARGV: how far our clock is ahead of this one, then of each key its interval, burst and cost; all
-- times in microseconds. Answers of each key: whether it is allowed, how many are left, when to try again, when all is back.
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2] + tonumber(ARGV[1])
local asks, all_allowed = {}, true
for i, key in ipairs(KEYS) do
    local interval, burst, cost = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
    local before = math.max(tonumber(redis.call('GET', key) or now), now)
    local room = now + interval * burst
    local after = math.max(before + interval * cost, now)
    local allowed = cost < 0 or after <= room
    all_allowed = all_allowed and allowed
    asks[i] = {interval = interval, before = before, room = room, after = after, allowed = allowed}
end
local told = {}
for i, key in ipairs(KEYS) do
    local ask = asks[i]
    local full_at = ask.before
    if all_allowed then
        full_at = ask.after
        if full_at <= now then
            redis.call('DEL', key)
        elseif full_at ~= ask.before then
            redis.call('SET', key, string.format('%.0f', full_at), 'PX', math.max(1, math.ceil((full_at - now) / 1000)))
        end
    end
    told[#told + 1] = ask.allowed and 1 or 0
    told[#told + 1] = math.floor(math.max(0, ask.room - full_at) / ask.interval)
    told[#told + 1] = ask.allowed and 0 or ask.after - ask.room
    told[#told + 1] = full_at - now
end
return told
