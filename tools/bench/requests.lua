-- Sends the requests of a listing in turn, and tells what came of them in one line of JSON.

local requests, at = {}, 0

function init(args)
    local headers = {}
    if args[2] and args[2] ~= "" then headers["Authorization"] = args[2] end
    for line in io.lines(args[1]) do
        local path, body = line:match("^([^\t]+)\t(.*)$")
        local file, kind = (body or ""):match("^@([^\t]+)\t(.*)$")
        if file then body = io.open(file, "rb"):read("*a") end
        if body then headers["Content-Type"] = kind or "application/json" end
        requests[#requests + 1] = wrk.format(body and "POST" or "GET", path or line, headers, body)
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format('{"requests": %d, "micros": %d, "p50": %d, "p99": %d, "errors": %d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        e.connect + e.read + e.write + e.status + e.timeout))
end
