#include "view.glsl"
#include "lamps.glsl"

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 colour;
layout(location = 3) in uvec4 kinds;
// Of the vehicle: its axes with its length, width and height, and where it is from the eye, as three rows.
layout(location = 5) in vec4 rowX;
layout(location = 6) in vec4 rowY;
layout(location = 7) in vec4 rowZ;
layout(location = 8) in vec4 paintAndId;
layout(location = 9) in uint lamps;

// Colour and id; triangles are small, so perspective does not matter.
noperspective out vec4 shade;
#ifdef SEMANTIC
flat out uint vehicleClass;
#endif

void main()
{
    vec3 offset = vec3(dot(rowX, vec4(position, 1.0)), dot(rowY, vec4(position, 1.0)), dot(rowZ, vec4(position, 1.0)));
    gl_Position = project(offset);
#ifdef LAYERED
    gl_Layer = int(layer);
#endif

    vec3 albedo = matterOf(kinds.x, colour.rgb, paintAndId.rgb), glow = lampLight(kinds.x, lamps);

    // The columns of the rows are the axes times the size; a normal wants the axes divided by it.
    vec3 size2 = rowX.xyz * rowX.xyz + rowY.xyz * rowY.xyz + rowZ.xyz * rowZ.xyz, across = normal / size2;
    vec3 world = vec3(dot(rowX.xyz, across), dot(rowY.xyz, across), dot(rowZ.xyz, across));
    float facing = max(dot(world, toSun), 0.0) * inversesqrt(dot(world, world));
    vec3 lit = albedo * (ambient + sun * facing + headlight(gl_Position.w, dot(right, offset)));
    shade.rgb = mix(horizon, glow == vec3(0.0) ? lit : glow, transmission(max(gl_Position.w, near)));
    shade.a = paintAndId.a;
#ifdef SEMANTIC
    vehicleClass = kinds.y;
#endif
}
