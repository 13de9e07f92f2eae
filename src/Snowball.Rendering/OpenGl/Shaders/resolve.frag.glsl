#include "rich.glsl"

layout(binding = 0) uniform sampler2DMS colours;
layout(binding = 1) uniform usampler2DMS identities;
layout(binding = 2) uniform sampler2DMS depths;

layout(location = 0) out vec4 colour;
#ifdef SEMANTIC
layout(location = 1) out uint semantic;
#endif

// Bright lights keep their hue and do not clip: linear to a shoulder, then ever slower.
vec3 displayed(vec3 light)
{
    const float Shoulder = 0.82;
    vec3 over = max(light - Shoulder, 0.0);
    return min(light, Shoulder) + (1.0 - Shoulder) * over / (over + (1.0 - Shoulder));
}

// Drops between eye and road: thin streaks in a few layers, new ones wherever the camera is.
float streaks(vec2 place)
{
    float sum = 0.0;
    ivec2 moment = ivec2(floatBitsToInt(eye.x) >> 7, floatBitsToInt(eye.y) >> 7);
    for (int i = 0; i < 3; i++)
    {
        float scale = 26.0 + 22.0 * float(i);
        vec2 p = vec2(place.x + 0.06 * place.y, place.y * 0.09) * scale;
        ivec2 cell = ivec2(floor(p));
        float drop = hash(cell * 31 + moment + i * 977), x = fract(p.x) - 0.2 - 0.6 * hash(cell + moment * 3 + i), y = fract(p.y);
        sum += step(1.0 - 0.4 * rain, drop) * smoothstep(0.10, 0.0, abs(x)) * y * (1.0 - y) * 4.0;
    }
    return sum;
}

void main()
{
    ivec2 pixelPlace = ivec2(gl_FragCoord.xy);
#ifdef WINDOW
    // A window's rows start at the bottom.
    pixelPlace.y = textureSize(colours).y - 1 - pixelPlace.y;
#endif
    vec3 sum = vec3(0.0);
    for (int i = 0; i < SAMPLES; i++) sum += displayed(texelFetch(colours, pixelPlace, i).rgb);
    vec3 picture = sum / float(SAMPLES);
    if (rain > 0.0) picture = mix(picture, 0.7 * horizon + 0.3, 0.16 * rain * streaks((vec2(pixelPlace) + 0.5) / float(textureSize(colours).y)));
    uvec2 ids = texelFetch(identities, pixelPlace, 0).xy;
#ifdef WINDOW
    colour = vec4(picture, 1.0);
#else
    colour = vec4(picture, float(ids.x) / 255.0);
    gl_FragDepth = texelFetch(depths, pixelPlace, 0).x;
#endif
#ifdef SEMANTIC
    semantic = ids.y;
#endif
}
