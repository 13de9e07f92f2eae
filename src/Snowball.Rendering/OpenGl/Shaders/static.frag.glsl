#include "view.glsl"
#ifdef ROAD
#include "paint.glsl"
#endif

in vec4 albedoAndSun;
#ifdef ROAD
in vec3 strip;
#endif
#ifdef SEMANTIC
flat in uint semanticClass;
#endif

layout(location = 0) out vec4 colour;
#ifdef SEMANTIC
layout(location = 1) out uint semantic;
#endif

void main()
{
    float depth = 1.0 / gl_FragCoord.w;
    vec3 albedo = albedoAndSun.rgb;
#ifdef SEMANTIC
    semantic = semanticClass;
#endif
#ifdef ROAD
    vec4 paint = paintOf(strip, max(abs(dFdx(strip)) + abs(dFdy(strip)), 1e-4));
    albedo = mix(albedo, paint.rgb, paint.a * (1.0 - markingWear));
#ifdef SEMANTIC
    if (paint.a > 0.5) semantic = ClassMarking;
#endif
#endif
    float side = (gl_FragCoord.x - halfWidth) * pixel * depth;
    vec3 lit = albedo * (ambient + sun * albedoAndSun.a + headlight(depth, side));
    colour = vec4(mix(horizon, lit, transmission(depth)), 0.0);
}
