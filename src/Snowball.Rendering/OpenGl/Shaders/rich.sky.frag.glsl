#include "rich.glsl"

noperspective in vec3 direction;

layout(location = 0) out vec4 colour;
layout(location = 1) out uvec2 ids;

void main()
{
    vec3 view = normalize(direction);
    float clear = transmission(2500.0), toward = max(dot(view, toSun), 0.0);
    vec3 sky = skyColour(view.z);

    // Fair-weather clouds on a plane high above; rain closes them.
    vec2 plane = view.xy / (max(view.z, 0.0) + 0.12);
    float cover = 0.55 * noise(plane * 1.3 + 5.0) + 0.27 * noise(plane * 3.1) + 0.13 * noise(plane * 7.3) + 0.06 * noise(plane * 15.0);
    float cloud = smoothstep(0.52 - 0.35 * rain, 0.82 - 0.2 * rain, cover) * smoothstep(0.0, 0.18, view.z);
    vec3 white = mix(horizon, ambient + 0.7 * sun * (0.6 + 0.6 * toward), 0.6) * (1.05 - 0.3 * smoothstep(0.6, 0.95, cover)) * (1.0 - 0.3 * rain);
    vec3 lightOfSun = sun * (clear * (60.0 * smoothstep(0.99993, 0.99997, toward) + 0.9 * pow(toward, 900.0)) + 0.22 * pow(toward, 24.0) + 0.10 * pow(toward, 4.0));
    sky = mix(sky + lightOfSun, white + 0.4 * lightOfSun, 0.75 * cloud);

    // Stars, where nothing outshines them.
    if (darkness > 0.0)
    {
        vec2 field = vec2(atan(view.y, view.x), asin(clamp(view.z, -1.0, 1.0))) * 140.0;
        vec2 within = fract(field) - 0.5;
        float star = hash(ivec2(floor(field)));
        sky += darkness * clear * (1.0 - cloud) * step(0.985, star) * smoothstep(0.25, 0.0, length(within)) * smoothstep(0.03, 0.25, view.z) * (star - 0.98) * 40.0;
    }
    colour = vec4(sky, 1.0);
    ids = uvec2(0);
}
