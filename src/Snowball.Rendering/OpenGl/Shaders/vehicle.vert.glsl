#include "vehicle.glsl"

// Colour and id; triangles are small, so perspective does not matter.
noperspective out vec4 shade;
#ifdef SEMANTIC
flat out uint vehicleClass;
#endif

void main()
{
    vec3 offset = placeOfVertex();
    gl_Position = project(offset);
#ifdef LAYERED
    gl_Layer = int(layer);
#endif

    vec3 albedo = matterOf(kinds.x, colour.rgb, paintAndId.rgb), glow = lampLight(kinds.x, lamps);

    vec3 world = normalOfVertex();
    float facing = max(dot(world, toSun), 0.0) * inversesqrt(dot(world, world));
    vec3 lit = albedo * (ambient + sun * facing + headlight(gl_Position.w, dot(right, offset)));
    shade.rgb = mix(horizon, glow == vec3(0.0) ? lit : glow, transmission(max(gl_Position.w, near)));
    shade.a = paintAndId.a;
#ifdef SEMANTIC
    vehicleClass = kinds.y;
#endif
}
