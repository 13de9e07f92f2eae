in vec3 shade;
flat in float id;

layout(location = 0) out vec4 colour;
#ifdef SEMANTIC
flat in uint vehicleClass;
layout(location = 1) out uint semantic;
#endif

void main()
{
    colour = vec4(shade, id);
#ifdef SEMANTIC
    semantic = vehicleClass;
#endif
}
